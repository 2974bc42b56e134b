// The pages of a word: how many lines and senses are marked, where the keyboard goes on after a change, and what a
// chart's mark under the pointer, the finger or the arrow keys stands for. The pages work without it.

const ticked = (name) => document.querySelectorAll(`#senses [name="${name}"]:checked`);

function count() {
  for (const place of document.querySelectorAll('[data-marked]')) {
    const number = new Set([...ticked(place.dataset.marked)].map(({ value }) => value)).size;
    place.textContent = number > 1 ? String(number) : '';
  }
  const merge = document.querySelector('#senses [value="merge"]');
  if (merge) merge.disabled = ticked('senses').length < 2;
}

document.addEventListener('change', ({ target }) => {
  // a line may be listed under several titles
  if (target.name === 'lines') {
    const same = document.querySelectorAll(`#senses [name="lines"][value="${target.value}"]`);
    for (const box of same) box.checked = target.checked;
  }
  count();
});

// the pressed button is gone with the senses as they were: the keyboard goes on where it is said what was done
let isChanging = false;
document.addEventListener('submit', ({ target }) => {
  isChanging = target.closest('#senses') !== null;
});
document.addEventListener('htmx:after:swap', () => {
  if (isChanging && document.activeElement === document.body) {
    document.querySelector('#refused, #last-change')?.focus({ preventScroll: true });
  }
  isChanging = false;
});

count(); // a browser may remember marks

// charts: the nearest mark is said in words above the chart
const reach = 24; // pixels
let at = null; // the mark that is said
let pointer = '';

/** A mark with its place in its chart: a point's own, a bar's middle. */
function placeOf(mark) {
  const use = mark.querySelector('use');
  if (use) return [use.x.baseVal.value, use.y.baseVal.value];
  const { x, y, width, height } = mark.querySelector('rect');
  return [x.baseVal.value + width.baseVal.value / 2, y.baseVal.value + height.baseVal.value / 2];
}

/** The bar under the pointer, or the nearest point within reach. */
function markAt({ target, clientX, clientY }, chart) {
  const bar = target.closest('.mark');
  if (bar?.querySelector('rect')) return bar;
  const { left, top } = chart.getBoundingClientRect();
  return nearest(chart, reach, (x, y) => Math.hypot(x - (clientX - left), y - (clientY - top)));
}

function nearest(chart, most, distanceOf) {
  let best = null;
  let least = most;
  for (const mark of chart.querySelectorAll('.mark')) {
    const distance = distanceOf(...placeOf(mark));
    if (distance > least) continue;
    best = mark;
    least = distance;
  }
  return best;
}

/** The nearest mark in the direction of an arrow key, sideways counted double; at first, the first. */
function markBeyond(chart, key) {
  if (!at || !chart.contains(at)) return chart.querySelector('.mark');
  const [fromX, fromY] = placeOf(at);
  const isAcross = key === 'ArrowLeft' || key === 'ArrowRight';
  const sign = key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 1;
  return nearest(chart, 1e6, (x, y) => {
    const [ahead, aside] = isAcross ? [sign * (x - fromX), y - fromY] : [sign * (y - fromY), x - fromX];
    return ahead <= 0 ? Number.POSITIVE_INFINITY : ahead + 2 * Math.abs(aside);
  });
}

function say(mark) {
  if (!mark || mark === at) return;
  at?.classList.remove('at');
  at = mark;
  at.classList.add('at');
  const place = mark.closest('.chart-frame').querySelector('.pointed');
  const [line, what] = mark.querySelector('title').textContent.split('\n');
  const [start, length] = (mark.dataset.form ?? '0 0').split(' ').map(Number);
  const said = document.createElement('span');
  said.className = 'said';
  const form = document.createElement('b');
  form.textContent = line.slice(start, start + length);
  said.append(line.slice(0, start), form, line.slice(start + length));
  const below = document.createElement('span');
  below.className = 'muted';
  below.textContent = what;
  place.replaceChildren(said, document.createElement('br'), below);
  const href = mark.getAttribute('href');
  if (!href) return;
  const link = document.createElement('a');
  link.href = href;
  link.tabIndex = -1;
  link.textContent = 'open';
  place.append(' · ', link);
}

document.addEventListener('pointermove', (event) => {
  const chart = event.target.closest?.('.chart');
  if (chart && event.pointerType === 'mouse') say(markAt(event, chart));
});
document.addEventListener('pointerdown', ({ pointerType }) => {
  pointer = pointerType;
});
document.addEventListener('click', (event) => {
  const chart = event.target.closest?.('.chart');
  if (!chart || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const mark = markAt(event, chart);
  event.preventDefault();
  // a finger sees what it touches before it goes there
  if (!mark || (pointer === 'touch' && mark !== at)) say(mark);
  else if (mark.getAttribute('href')) window.location.assign(mark.getAttribute('href'));
});
document.addEventListener('keydown', (event) => {
  const { target, key } = event;
  if (!target.matches?.('.chart')) return;
  const href = at?.getAttribute('href');
  if (key === 'Enter' && href && target.contains(at)) window.location.assign(href);
  else if (key.startsWith('Arrow')) say(markBeyond(target, key));
  else return;
  event.preventDefault();
});
