// The page of a word: how many lines and senses are marked, and where the keyboard goes on after a change. The page
// works without it.

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
