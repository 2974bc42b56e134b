// Routes of a word's further views: map, shares, axes, comparison, each as a page and as a table.
import type { Express, Request, Response } from 'express';
import { h, type VNode } from 'preact';
import { wholeNumber } from '../../../views/links.js';
import {
  type AxisForm,
  AxisPage,
  type CompareForm,
  ComparePage,
  lineAddress,
  MapPage,
  SharesPage,
} from '../../../views/word-views.js';
import { PolysemeError } from '../../domain/errors.js';
import type { Inventory } from '../../domain/senses.js';
import type { AxisEnds, NamedSense } from '../../domain/word-views.js';
import {
  comparedColumns,
  comparedRows,
  formatRows,
  placedColumns,
  shareRows,
  sharesColumns,
} from '../../format/format.js';
import type { Polyseme } from '../../polyseme/polyseme.js';
import { axisChart, chartedGroups, mapChart, sharesChart, symbolChart } from '../charts.js';
import { httpStatusOf } from '../http-status.js';
import { sendPage, sendTable } from '../render.js';
import { axisEndsOf, senseOptionsOf, textOf } from '../request.js';

const linesPerPage = 50;
/** An exported table has all lines. */
const exportedLines = Number.MAX_SAFE_INTEGER;

const askedOf = ({ params, query }: Request) => ({
  word: (params as { word: string }).word,
  collection: textOf(query.collection),
  options: senseOptionsOf(query),
});
type Asked = ReturnType<typeof askedOf>;

export function wordViewRoutes(app: Express, polyseme: Polyseme): void {
  /** A view's page, and its table in both formats. */
  function view(
    name: string,
    page: (asked: Asked, request: Request, response: Response) => Promise<VNode>,
    table: (
      asked: Asked,
      request: Request,
    ) => Promise<{ rows: readonly object[]; columns: readonly string[] }>,
  ): void {
    app.get(`/words/:word/${name}`, async (request, response) => {
      const asked = askedOf(request);
      const title = `${asked.word}: ${name} – Polyseme`;
      const body = await page(asked, request, response);
      sendPage(request, response, { title, current: 'words' }, body);
    });
    for (const format of ['csv', 'json'] as const) {
      app.get(`/words/:word/${name}.${format}`, async (request, response) => {
        const asked = askedOf(request);
        const { rows, columns } = await table(asked, request);
        const written = formatRows(rows as Record<string, unknown>[], columns, format);
        sendTable(response, format, `polyseme-${name}-${asked.word}`, written);
      });
    }
  }

  const marksOf = (senses: readonly NamedSense[]): string[] => senses.map((_, i) => symbolChart(i));
  const linkIn = (collection: string) => (tokenId: number) => lineAddress(tokenId, collection);

  view(
    'map',
    async ({ word, collection, options }) => {
      const map = await polyseme.senseMap(word, options);
      const svg = map.lines.length === 0 ? '' : mapChart(map, linkIn(collection));
      return h(MapPage, { map, collection, svg, marks: marksOf(map.senses) }) as VNode;
    },
    async ({ word, options }) => {
      const { lines } = await polyseme.senseMap(word, options);
      return { rows: lines, columns: placedColumns };
    },
  );

  const sharesBy = ({ word, options }: Asked, { query }: Request) =>
    polyseme.senseShares(word, { ...options, by: textOf(query.by) || 'document' });
  view(
    'shares',
    async (asked, request) => {
      const shares = await sharesBy(asked, request);
      const [svg, marks] = [sharesChart(shares), marksOf(shares.senses)];
      return h(SharesPage, {
        shares,
        collection: asked.collection,
        svg,
        marks,
        charted: chartedGroups,
      }) as VNode;
    },
    async (asked, request) => {
      const shares = await sharesBy(asked, request);
      return { rows: shareRows(shares), columns: sharesColumns(shares) };
    },
  );

  const formOf = ({ query }: Request): AxisForm => ({
    ...axisEndsOf(query),
    sort: query.sort === 'from' ? 'from' : '',
  });
  view(
    'axis',
    async ({ word, collection, options }, request) => {
      const form = formOf(request);
      const offset = wholeNumber('offset', textOf(request.query.offset), 0);
      const axes = axesOf(form);
      if (axes.length === 0) {
        const { inventory } = await polyseme.senses(word, options);
        const nothing = { view: null, form, collection, svg: '', marks: [], offset };
        return h(AxisPage, { word, inventory, ...nothing }) as VNode;
      }
      const asked = { ...options, limit: linesPerPage, offset, isReversed: form.sort === 'from' };
      const shown = await polyseme.senseAxis(word, axes, asked);
      const { inventory } = shown;
      const drawn = { svg: axisChart(shown, linkIn(collection)), marks: marksOf(shown.senses) };
      return h(AxisPage, { word, inventory, view: shown, form, collection, offset, ...drawn }) as VNode;
    },
    async ({ word, options }, request) => {
      const form = formOf(request);
      const all = { ...options, limit: exportedLines, isReversed: form.sort === 'from' };
      const { lines } = await polyseme.senseAxis(word, axesOf(form), all);
      return { rows: lines, columns: placedColumns };
    },
  );

  view(
    'compare',
    async ({ word, collection, options }, { query }, response) => {
      const { senses, inventory } = await polyseme.senses(word, options);
      const other = textOf(query.with);
      const isAsked = query.with !== undefined;
      // without a choice, the two largest senses
      const [first, second] = senses.filter(({ count }) => count > 0);
      const form: CompareForm = {
        sense: isAsked ? textOf(query.sense) : second ? (first?.id ?? '') : '',
        with: isAsked ? other || word : word,
        withSense: isAsked ? textOf(query.withSense) : (second?.id ?? ''),
      };
      const page = { word, inventory, collection, senses, form, otherSenses: senses };
      if (!isAsked && !second) {
        return h(ComparePage, { ...page, comparison: null, error: null }) as VNode;
      }
      try {
        const [one, two] = sidesOf(word, form, inventory);
        const comparison = await polyseme.compare(one, two, options);
        const otherSenses = form.with === word ? senses : (await polyseme.senses(form.with, options)).senses;
        return h(ComparePage, { ...page, otherSenses, comparison, error: null }) as VNode;
      } catch (cause) {
        if (!(cause instanceof PolysemeError)) throw cause;
        response.status(httpStatusOf[cause.code]);
        return h(ComparePage, { ...page, comparison: null, error: cause }) as VNode;
      }
    },
    async ({ word, options }, { query }) => {
      const form = {
        sense: textOf(query.sense),
        with: textOf(query.with) || word,
        withSense: textOf(query.withSense),
      };
      const comparison = await polyseme.compare(...sidesOf(word, form, options.inventory), options);
      return { rows: comparedRows(comparison), columns: comparedColumns };
    },
  );
}

/** The axes that are at least half described. */
const axesOf = ({ from, to, from2, to2 }: AxisForm): AxisEnds[] =>
  [
    { from, to },
    { from: from2, to: to2 },
  ].filter((axis) => axis.from !== '' || axis.to !== '');

/** Both sides of a comparison. */
const sidesOf = (word: string, form: CompareForm, inventory: Inventory | undefined) =>
  [
    { word, sense: form.sense || undefined, inventory },
    { word: form.with, sense: form.withSense || undefined, inventory },
  ] as const;
