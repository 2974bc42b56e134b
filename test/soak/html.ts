// Whether a page is well formed, strictly: our templates write every end tag and quote every value, so anything else is a
// text that got in as markup.

const voidElements = new Set(['br', 'hr', 'img', 'input', 'link', 'meta', 'wbr', 'col']);
const tag =
  /<!doctype html>|<\/([a-zA-Z][\w-]*)>|<([a-zA-Z][\w-]*)((?:\s+[^\s"'<>/=]+(?:="[^"<]*")?)*)\s*(\/?)>|</giu;

/** What is wrong with a page or a fragment; undefined for nothing. isForeign: a name that no template of ours holds. */
export function faultOfHtml(html: string, isForeign: (name: string) => boolean): string | undefined {
  const open: string[] = [];
  for (const { 0: whole, 1: end, 2: start, 3: attributes = '', 4: slash, index } of html.matchAll(tag)) {
    const near = (): string => JSON.stringify(html.slice(Math.max(0, index - 60), index + 80));
    if (whole === '<') return `no tag at ${near()}`;
    if (end !== undefined && open.pop() !== end) return `</${end}> ends nothing at ${near()}`;
    if (start === undefined) continue;
    const names = [start, ...attributes.replaceAll(/="[^"]*"/gu, '').split(/\s+/u)];
    const foreign = names.find(isForeign);
    if (foreign !== undefined) return `${foreign} at ${near()}`;
    if (new Set(names.slice(1).filter(Boolean)).size < names.slice(1).filter(Boolean).length)
      return `an attribute twice at ${near()}`;
    if (!voidElements.has(start) && slash === '') open.push(start);
  }
  if (open.length > 0) return `<${open.at(-1)}> is not ended`;
  const bare = /&(?!(?:amp|lt|gt|quot|nbsp|#\d+|#x[0-9a-f]+);)/iu.exec(html);
  return bare ? `a bare & at ${JSON.stringify(html.slice(bare.index - 40, bare.index + 40))}` : undefined;
}
