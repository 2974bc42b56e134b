// A page of HTML as a document of linkedom, and the walk through it. Nothing here calls itself, so that no page is too
// deep for it; what is deeper than any real page is refused, since the parser's time grows with the square of the depth.
import { DOMParser } from 'linkedom';
import { PolysemeError } from '../../domain/errors.js';

/** Elements one inside another, also by tags that are never closed. */
const mostOpen = 20_000;

/** Parses HTML. name: of the file, for the message. Throws `too_large` for a page that is nested too deeply. */
export function parsePage(html: string, name: string): Document {
  if (mostOpenAtOnce(html) > mostOpen) {
    throw new PolysemeError('too_large', `${name} has more than ${mostOpen} elements one inside another`, {
      cure: 'Open it in a browser and save it as text.',
    });
  }
  return new DOMParser().parseFromString(html, 'text/html') as unknown as Document;
}

/** What is done on leaving an element; null skips what is in it. */
export type Leave = (() => void) | null;

/** Visits all nodes within one, in order. Returns the depth of the deepest element. */
export function walk(root: Node, enter: (element: Element) => Leave, text: (text: string) => void): number {
  let depth = 0;
  const leaves: (() => void)[] = [];
  let node = firstWithin(root);
  while (node) {
    let leave: Leave = null;
    if (node.nodeType === elementNode) leave = enter(node as Element);
    else if (node.nodeType === textNode || node.nodeType === cdataNode) text(node.textContent ?? '');
    if (leave && node.firstChild) {
      depth = Math.max(depth, leaves.push(leave));
      node = node.firstChild;
      continue;
    }
    leave?.();
    while (node && !node.nextSibling && node.parentNode !== root) {
      leaves.pop()?.();
      node = node.parentNode;
    }
    node = node?.nextSibling ?? null;
  }
  return depth;
}

/** Of a document the first node behind its type, which knows no next one. */
const firstWithin = (root: Node): Node | null =>
  root.firstChild?.nodeType === doctypeNode ? (root.childNodes[1] ?? null) : root.firstChild;

const elementNode = 1;
const textNode = 3;
const cdataNode = 4;
const doctypeNode = 10;

/** The depth of the deepest element, about as the parser will see it. */
function mostOpenAtOnce(html: string): number {
  const open: string[] = [];
  const counts = new Map<string, number>();
  let most = 0;
  const close = (): void => {
    const name = open.pop() as string;
    counts.set(name, (counts.get(name) as number) - 1);
  };
  for (const [, slash, tag] of html.matchAll(/<(\/?)([a-z][^\s/>]{0,40})/giu)) {
    const name = (tag as string).toLowerCase();
    if (slash === '/') {
      if (counts.get(name)) while (counts.get(name) && open.at(-1) !== name) close();
      if (open.at(-1) === name) close();
    } else if (!empty.has(name)) {
      while (ends[name]?.includes(open.at(-1) ?? '')) close();
      open.push(name);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      most = Math.max(most, open.length);
    }
  }
  return most;
}

const empty = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'wbr']);
/** Elements that end where one of this name begins. */
const ends: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    'address article aside blockquote details div dl footer form h1 h2 h3 h4 h5 h6 header main nav ol p pre section table ul'
      .split(' ')
      .map((name) => [name, ['p']]),
  ),
  ...{ li: ['li'], option: ['option'], dt: ['dt', 'dd'], dd: ['dt', 'dd'] },
  ...{
    tr: ['tr', 'th', 'td'],
    td: ['th', 'td'],
    th: ['th'],
    tbody: ['thead', 'tbody'],
    tfoot: ['thead', 'tbody'],
  },
};
