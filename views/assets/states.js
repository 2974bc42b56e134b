// What htmx asks for and does not get: said in place, and asked for again where that can help. The old content stays.

const againMs = 3000;
let note = null;
let timer = 0;

function clear() {
  clearTimeout(timer);
  note?.remove();
  note = null;
}

/** Puts what is said where the answer would have stood: a row below a row of a table, else before the target. */
function say(ctx, ...content) {
  clear();
  const box = document.createElement('div');
  box.className = 'failure';
  box.setAttribute('role', 'alert');
  box.append(...content);
  const place = ctx.target instanceof Element && ctx.target.isConnected ? ctx.target : ctx.sourceElement;
  const row = place.closest('tr');
  if (row) {
    const cell = document.createElement('td');
    cell.colSpan = [...row.cells].reduce((sum, { colSpan }) => sum + colSpan, 0);
    cell.append(box);
    note = document.createElement('tr');
    note.append(cell);
    row.after(note);
    return;
  }
  note = box;
  place.before(note);
}

function paragraph(text) {
  const element = document.createElement('p');
  element.textContent = text;
  return element;
}

/** What polls asks again by itself. */
const isPolling = ({ sourceElement }) => /^every/u.test(sourceElement.getAttribute('hx-trigger') ?? '');
const isForm = ({ request }) => request.method !== 'GET';
/** Suggestions are missed by nobody. */
const isOptional = ({ sourceElement }) => sourceElement.matches('datalist');

function ask(ctx) {
  if (!ctx.sourceElement.isConnected) return clear();
  const { target, swap, push } = ctx;
  // the address holds what a form would add once more
  htmx.ajax('GET', ctx.request.action, { target, swap, push });
}

document.addEventListener('htmx:response:error', ({ detail: { ctx } }) => {
  const answer = new DOMParser().parseFromString(ctx.text, 'text/html');
  // the results say themselves what is wrong with a search
  const isWhole = ctx.target?.id && answer.getElementById(ctx.target.id);
  if (isWhole) return clear();
  ctx.hx.reswap = 'none';
  ctx.push = 'false';
  if (isOptional(ctx)) return;
  say(ctx, ...answer.body.childNodes);
  const seconds = Number(ctx.response.headers.get('Retry-After'));
  if (seconds > 0 && !isPolling(ctx) && !isForm(ctx)) timer = setTimeout(() => ask(ctx), seconds * 1000);
});

document.addEventListener('htmx:error', ({ detail: { ctx } }) => {
  if (!ctx || ctx.response || isOptional(ctx)) return;
  const what = isForm(ctx) ? 'Nothing was changed or sent.' : 'It is asked again every few seconds.';
  say(
    ctx,
    paragraph(`The server does not answer. ${what}`),
    paragraph('If you stopped it, start it again: polyseme serve'),
  );
  if (isPolling(ctx)) return;
  timer = setTimeout(() => (isForm(ctx) ? look() : ask(ctx)), againMs);
});

/** A form is not sent twice: it is only said when the server is back. */
async function look() {
  try {
    await fetch(document.querySelector('link[rel="icon"]').href, { method: 'HEAD', cache: 'no-store' });
    note?.firstChild.replaceChildren('The server answers again. Send it once more.');
  } catch {
    timer = setTimeout(look, againMs);
  }
}

document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  if (ctx.response.status < 400 && !isOptional(ctx)) clear();
});
