// A word's further views: map, shares, collocates, axes, comparison, each as a page and as a table. Of a frequent word they take
// seconds: the page then says so, and asks again.
import type { Express, Request } from 'express';
import { h, type VNode } from 'preact';
import type { WordView } from '../../../views/links.js';
import { ViewAhead } from '../../../views/words/_view-ahead.js';
import { type AxisForm, AxisPage, axisPageSize } from '../../../views/words/axes.js';
import { CollocatesPage, collocatesPerPage } from '../../../views/words/collocates.js';
import { type CompareForm, ComparePage } from '../../../views/words/compare.js';
import { MapPage } from '../../../views/words/map.js';
import { SharesPage } from '../../../views/words/shares.js';
import { text } from '../../domain/check.js';
import { PolysemeError } from '../../domain/errors.js';
import type { Shape, ValuesOf } from '../../domain/parameters.js';
import type { Inventory } from '../../domain/senses.js';
import {
  axesOf,
  axisSchema,
  collocatesSchema,
  comparedParameters,
  type NamedSense,
  sharesSchema,
  sidesOf,
} from '../../domain/word-views.js';
import {
  collocateColumns,
  comparedColumns,
  comparedRows,
  formatRows,
  placedColumns,
  shareRows,
  sharesColumns,
} from '../../format/tables.js';
import type { Polyseme } from '../../polyseme/polyseme.js';
import { httpStatusOf } from '../errors.js';
import { defaultPatienceMs, type Patient, patient } from '../patient.js';
import { sendFragment, sendPage, sendTable, wantsFragment } from '../render.js';
import { inPath, type OldNames, offset, page } from '../request.js';
import type { Site } from '../site.js';
import { wordParameters } from './words.js';

/** An exported table has all lines. */
const exportedLines = Number.MAX_SAFE_INTEGER;

/** A view as a page; status: 200 where none is named. */
interface Answered {
  readonly body: VNode;
  readonly status?: number;
}

/** A view of a word: what its address takes, its page, and its table. */
interface View<S extends Shape> {
  readonly name: string;
  readonly parameters: S;
  readonly old?: OldNames;
  page(word: string, values: ValuesOf<S>, request: Request): Promise<Answered>;
  table(word: string, values: ValuesOf<S>): Promise<{ rows: readonly object[]; columns: readonly string[] }>;
}

export function wordViewPages(app: Express, site: Site): void {
  const { polyseme } = site;
  const soon = patient<Answered>(site.options.patienceMs ?? defaultPatienceMs);
  mount(app, polyseme, soon, mapView(polyseme));
  mount(app, polyseme, soon, collocatesView(polyseme));
  mount(app, polyseme, soon, sharesView(polyseme));
  mount(app, polyseme, soon, axisView(polyseme));
  mount(app, polyseme, soon, compareView(polyseme));
}

function mount<S extends typeof wordParameters & Shape>(
  app: Express,
  polyseme: Polyseme,
  soon: Patient<Answered>,
  view: View<S>,
): void {
  const { name, parameters, old } = view;
  app.get(
    `/words/:word/${name}`,
    page(
      parameters,
      async (values, request, response) => {
        const word = inPath(request, 'word');
        const frame = { title: `${word}: ${name} – Polyseme`, current: 'words' } as const;
        const answered = await soon(request.originalUrl, () => view.page(word, values, request));
        const { body, status = 200 } = answered ?? {
          body: await viewAhead(polyseme, word, `/${name}` as WordView, values, request),
        };
        response.status(status);
        if (wantsFragment(request)) return sendFragment(response, body);
        sendPage(request, response, answered ? frame : { ...frame, refreshSeconds: 2 }, body);
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

/** The page while a view is still being made, with what it works on. */
async function viewAhead(
  polyseme: Polyseme,
  word: string,
  view: WordView,
  {
    collection = '',
    inventory,
  }: { readonly collection?: string | undefined; readonly inventory?: Inventory | undefined },
  request: Request,
): Promise<VNode> {
  const { occurrences } = await polyseme.search({ word, limit: 1, ...named(collection) });
  return h(ViewAhead, {
    ...{ word, view, collection, inventory: inventory ?? '' },
    ...{ lines: occurrences ?? 0, address: request.originalUrl },
  }) as VNode;
}

const mapView = (polyseme: Polyseme): View<typeof wordParameters> => ({
  name: 'map',
  parameters: wordParameters,
  async page(word, options) {
    const map = await polyseme.senseMap(word, options);
    return { body: h(MapPage, { map, collection: options.collection ?? '' }) as VNode };
  },
  async table(word, options) {
    const { lines } = await polyseme.senseMap(word, options);
    return { rows: lines, columns: placedColumns };
  },
});

const collocatesParameters = { ...wordParameters, sort: collocatesSchema.shape.sort, offset };

const collocatesView = (polyseme: Polyseme): View<typeof collocatesParameters> => ({
  name: 'collocates',
  parameters: collocatesParameters,
  async page(word, options) {
    const view = await polyseme.senseCollocates(word, { ...options, limit: collocatesPerPage });
    const { sort = '', offset: start = 0, collection = '' } = options;
    return { body: h(CollocatesPage, { view, sort, offset: start, collection }) as VNode };
  },
  async table(word, { offset: _, ...options }) {
    const { collocates } = await polyseme.senseCollocates(word, options);
    return { rows: collocates, columns: collocateColumns };
  },
});

const sharesParameters = { ...wordParameters, by: sharesSchema.shape.by };

/** On the page, unlike elsewhere, records of one file are one group: there may be thousands of them. */
const bySomething = <V extends { readonly by?: string | undefined }>(values: V) => ({
  ...values,
  by: values.by ?? 'file',
});

const sharesView = (polyseme: Polyseme): View<typeof sharesParameters> => ({
  name: 'shares',
  parameters: sharesParameters,
  async page(word, options) {
    const shares = await polyseme.senseShares(word, bySomething(options));
    return { body: h(SharesPage, { shares, collection: options.collection ?? '' }) as VNode };
  },
  async table(word, options) {
    const shares = await polyseme.senseShares(word, bySomething(options));
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
        return { body: h(AxisPage, { ...shown, inventory, view: null }) as VNode };
      }
      const wanted = { ...options, ...named(collection), limit: axisPageSize, offset: start };
      const view = await polyseme.senseAxis(word, axes, wanted);
      return { body: h(AxisPage, { ...shown, inventory: view.inventory, view }) as VNode };
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
    async page(word, values, request) {
      const { other: _, sense: __, otherSense: ___, ...options } = values;
      const { senses, inventory } = await polyseme.senses(word, options);
      const isChosen = request.query.other !== undefined;
      const form = isChosen ? chosenSides(word, values) : largestSenses(word, senses);
      const shown = { word, inventory, collection: options.collection ?? '', senses, form };
      const nothing = { ...shown, otherSenses: senses, comparison: null, error: null };
      if (!isChosen && form.sense === '') return { body: h(ComparePage, nothing) as VNode };
      try {
        const sides = sidesOf({ word, ...form, sense: form.sense || undefined, inventory });
        const comparison = await polyseme.compare(...sides, named(shown.collection));
        const otherSenses =
          form.other === word ? senses : (await polyseme.senses(form.other, options)).senses;
        return { body: h(ComparePage, { ...shown, otherSenses, comparison, error: null }) as VNode };
      } catch (cause) {
        if (!(cause instanceof PolysemeError)) throw cause;
        return {
          body: h(ComparePage, { ...nothing, error: cause }) as VNode,
          status: httpStatusOf[cause.code],
        };
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
