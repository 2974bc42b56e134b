// A word's further views: map, shares, axes, comparison, each as a page and as a table.
import type { Express, Request, Response } from 'express';
import { h, type VNode } from 'preact';
import { lineAddress } from '../../../views/links.js';
import { type AxisForm, AxisPage, axisPageSize } from '../../../views/words/axes.js';
import { type CompareForm, ComparePage } from '../../../views/words/compare.js';
import { MapPage } from '../../../views/words/map.js';
import { SharesPage } from '../../../views/words/shares.js';
import { text } from '../../domain/check.js';
import { PolysemeError } from '../../domain/errors.js';
import type { Shape, ValuesOf } from '../../domain/parameters.js';
import {
  axesOf,
  axisSchema,
  comparedParameters,
  type NamedSense,
  sharesSchema,
  sidesOf,
} from '../../domain/word-views.js';
import {
  comparedColumns,
  comparedRows,
  formatRows,
  placedColumns,
  shareRows,
  sharesColumns,
} from '../../format/tables.js';
import type { Polyseme } from '../../polyseme/polyseme.js';
import { axisChart, chartedGroups, mapChart, sharesChart, symbolChart } from '../charts.js';
import { httpStatusOf } from '../errors.js';
import { sendPage, sendTable } from '../render.js';
import { inPath, type OldNames, offset, page } from '../request.js';
import type { Site } from '../site.js';
import { wordParameters } from './words.js';

/** An exported table has all lines. */
const exportedLines = Number.MAX_SAFE_INTEGER;

/** A view of a word: what its address takes, its page, and its table. */
interface View<S extends Shape> {
  readonly name: string;
  readonly parameters: S;
  readonly old?: OldNames;
  page(word: string, values: ValuesOf<S>, request: Request, response: Response): Promise<VNode>;
  table(word: string, values: ValuesOf<S>): Promise<{ rows: readonly object[]; columns: readonly string[] }>;
}

export function wordViewPages(app: Express, { polyseme }: Site): void {
  mount(app, mapView(polyseme));
  mount(app, sharesView(polyseme));
  mount(app, axisView(polyseme));
  mount(app, compareView(polyseme));
}

function mount<S extends Shape>(app: Express, view: View<S>): void {
  const { name, parameters, old } = view;
  app.get(
    `/words/:word/${name}`,
    page(
      parameters,
      async (values, request, response) => {
        const word = inPath(request, 'word');
        const body = await view.page(word, values, request, response);
        sendPage(request, response, { title: `${word}: ${name} – Polyseme`, current: 'words' }, body);
      },
      old,
    ),
  );
  for (const format of ['csv', 'json'] as const) {
    app.get(
      `/words/:word/${name}.${format}`,
      page(
        parameters,
        async (values, request, response) => {
          const word = inPath(request, 'word');
          const { rows, columns } = await view.table(word, values);
          sendTable(response, format, `polyseme-${name}-${word}`, formatRows(rows, columns, format));
        },
        old,
      ),
    );
  }
}

const marksOf = (senses: readonly NamedSense[]): string[] => senses.map((_, i) => symbolChart(i));
const linkIn =
  (collection = '') =>
  (tokenId: number) =>
    lineAddress(tokenId, collection);

const mapView = (polyseme: Polyseme): View<typeof wordParameters> => ({
  name: 'map',
  parameters: wordParameters,
  async page(word, options) {
    const map = await polyseme.senseMap(word, options);
    const { collection = '' } = options;
    const svg = map.lines.length === 0 ? '' : mapChart(map, linkIn(collection));
    return h(MapPage, { map, collection, svg, marks: marksOf(map.senses) }) as VNode;
  },
  async table(word, options) {
    const { lines } = await polyseme.senseMap(word, options);
    return { rows: lines, columns: placedColumns };
  },
});

const sharesParameters = { ...wordParameters, by: sharesSchema.shape.by };

const sharesView = (polyseme: Polyseme): View<typeof sharesParameters> => ({
  name: 'shares',
  parameters: sharesParameters,
  async page(word, options) {
    const shares = await polyseme.senseShares(word, options);
    const drawn = { svg: sharesChart(shares), marks: marksOf(shares.senses), charted: chartedGroups };
    return h(SharesPage, { shares, collection: options.collection ?? '', ...drawn }) as VNode;
  },
  async table(word, options) {
    const shares = await polyseme.senseShares(word, options);
    return { rows: shareRows(shares), columns: sharesColumns(shares) };
  },
});

const end = text().optional();
const axisParameters = {
  ...wordParameters,
  ...{ from: end, to: end, from2: end, to2: end },
  isReversed: axisSchema.shape.isReversed,
  offset,
};

function axisView(polyseme: Polyseme): View<typeof axisParameters> {
  const formOf = ({
    from = '',
    to = '',
    from2 = '',
    to2 = '',
    isReversed = false,
  }: ValuesOf<typeof axisParameters>): AxisForm => ({ from, to, from2, to2, isReversed });
  const optionsOf = ({
    from: _,
    to: __,
    from2: ___,
    to2: ____,
    ...options
  }: ValuesOf<typeof axisParameters>) => options;
  return {
    name: 'axis',
    parameters: axisParameters,
    old: { sort: (value) => (value === 'from' ? ['isReversed', 'true'] : null) },
    async page(word, values) {
      const { offset: start = 0, collection = '', ...options } = optionsOf(values);
      const form = formOf(values);
      const axes = axesOf(form);
      const shown = { word, form, collection, offset: start };
      if (axes.length === 0) {
        const { isReversed: _, ...rest } = options;
        const { inventory } = await polyseme.senses(word, { ...rest, ...named(collection) });
        return h(AxisPage, { ...shown, inventory, view: null, svg: '', marks: [] }) as VNode;
      }
      const wanted = { ...options, ...named(collection), limit: axisPageSize, offset: start };
      const view = await polyseme.senseAxis(word, axes, wanted);
      const drawn = { svg: axisChart(view, linkIn(collection)), marks: marksOf(view.senses) };
      return h(AxisPage, { ...shown, inventory: view.inventory, view, ...drawn }) as VNode;
    },
    async table(word, values) {
      const all = { ...optionsOf(values), offset: 0, limit: exportedLines };
      const { lines } = await polyseme.senseAxis(word, axesOf(formOf(values)), all);
      return { rows: lines, columns: placedColumns };
    },
  };
}

const named = (collection: string) => (collection === '' ? {} : { collection });

const { other, sense, otherSense } = comparedParameters;
const compareParameters = { ...wordParameters, other, sense, otherSense };

function compareView(polyseme: Polyseme): View<typeof compareParameters> {
  return {
    name: 'compare',
    parameters: compareParameters,
    old: { with: 'other', withSense: 'otherSense' },
    async page(word, values, request, response) {
      const { other: _, sense: __, otherSense: ___, ...options } = values;
      const { senses, inventory } = await polyseme.senses(word, options);
      const isChosen = request.query.other !== undefined;
      const form = isChosen ? chosenSides(word, values) : largestSenses(word, senses);
      const shown = { word, inventory, collection: options.collection ?? '', senses, form };
      const nothing = { ...shown, otherSenses: senses, comparison: null, error: null };
      if (!isChosen && form.sense === '') return h(ComparePage, nothing) as VNode;
      try {
        const sides = sidesOf({ word, ...form, sense: form.sense || undefined, inventory });
        const comparison = await polyseme.compare(...sides, named(shown.collection));
        const otherSenses =
          form.other === word ? senses : (await polyseme.senses(form.other, options)).senses;
        return h(ComparePage, { ...shown, otherSenses, comparison, error: null }) as VNode;
      } catch (cause) {
        if (!(cause instanceof PolysemeError)) throw cause;
        response.status(httpStatusOf[cause.code]);
        return h(ComparePage, { ...nothing, error: cause }) as VNode;
      }
    },
    async table(word, { collection = '', ...values }) {
      const sides = sidesOf({ word, ...values });
      return {
        rows: comparedRows(await polyseme.compare(...sides, named(collection))),
        columns: comparedColumns,
      };
    },
  };
}

const chosenSides = (
  word: string,
  { other, sense, otherSense }: ValuesOf<typeof compareParameters>,
): CompareForm => ({
  sense: sense ?? '',
  other: other ?? word,
  otherSense: otherSense ?? '',
});

/** Without a choice, the two largest senses are compared; empty where there are not two. */
function largestSenses(word: string, senses: readonly NamedSense[]): CompareForm {
  const [first, second] = senses.filter(({ count }) => count > 0);
  return { sense: second ? (first?.id ?? '') : '', other: word, otherSense: second?.id ?? '' };
}
