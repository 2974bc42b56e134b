// Senses: shown, changed, and assigned to every occurrence.
import { availableParallelism } from 'node:os';
import { custom, whole } from '../../domain/check.js';
import {
  assignmentsSchema,
  disambiguationSchema,
  evaluateSchema,
  labelsSchema,
} from '../../domain/disambiguation.js';
import { lostLabelsSchema, lostWordSchema } from '../../domain/lost-labels.js';
import { collectionName } from '../../domain/search.js';
import { senseChangeParameters, senseChangeSchema, undoSchema } from '../../domain/sense-changes.js';
import {
  inducedSchema,
  senseCountsSchema,
  senseFields,
  sensesSchema,
  senseWordSchema,
  stretchSchema,
} from '../../domain/senses.js';
import {
  axesParameters,
  axesSchema,
  axisSchema,
  collocatesSchema,
  comparedParameters,
  comparedSchema,
  referenceSchema,
  sharesSchema,
} from '../../domain/word-views.js';
import { openEncoder } from '../../encoder/encoder.js';
import { assignments as assignedLines } from '../../senses/assigned.js';
import * as change from '../../senses/change.js';
import * as counts from '../../senses/counts.js';
import { disambiguate as disambiguateWords } from '../../senses/disambiguate.js';
import { evaluate as evaluateLines } from '../../senses/evaluate.js';
import * as inText from '../../senses/in-text.js';
import * as inventory from '../../senses/inventory.js';
import * as labels from '../../senses/lost-labels.js';
import { substitutes as substitutesOf } from '../../senses/substitutes.js';
import * as axes from '../../senses/views/axes.js';
import * as collocates from '../../senses/views/collocates.js';
import * as comparison from '../../senses/views/compare.js';
import * as map from '../../senses/views/map.js';
import * as shares from '../../senses/views/shares.js';
import * as word from '../../senses/word-senses.js';
import { operation } from './operation.js';
import { tokenId } from './texts.js';

const collection = collectionName().optional();

export const senses = operation({
  name: 'senses',
  does: 'Return the senses of a word, with lines and words that tell them apart.',
  takes: { word: senseWordSchema, options: sensesSchema },
  run: async (session, { word: form, options }) =>
    word.senses(await session.textsOf(options.collection), form, options),
});

export const senseCounts = operation({
  name: 'senseCounts',
  does: 'Count the lines of a word by sense.',
  takes: { word: senseWordSchema, options: senseCountsSchema },
  run: async (session, { word: form, options }) =>
    counts.senseCounts(await session.textsOf(options.collection), form, options),
});

export const changeSenses = operation({
  name: 'changeSenses',
  does: 'Change the senses of a word; every change can be undone.',
  takes: { word: senseWordSchema, change: senseChangeSchema, options: sensesSchema },
  parameters: { word: senseWordSchema, ...senseChangeParameters, ...senseFields },
  async run(session, { word: form, change: made, options }) {
    await change.changeSenses(await session.textsOf(options.collection), form, made, options);
    session.changed();
  },
});

export const undoSenseChange = operation({
  name: 'undoSenseChange',
  does: 'Undo a change of senses, or redo it.',
  takes: {
    id: custom<number>(() => true, '', '')
      .meta({ type: 'number' })
      .describe('the number of a change'),
    options: undoSchema,
  },
  async run(session, { id, options }) {
    await change.undoSenseChange(await session.textsOf(options.collection), id, options);
    session.changed();
  },
});

export const undoLatestSenseChange = operation({
  name: 'undoLatestSenseChange',
  does: 'Undo the latest standing change of a word, or redo the one undone last.',
  takes: { word: senseWordSchema, options: undoSchema },
  async run(session, { word: form, options }) {
    const context = await session.textsOf(options.collection);
    const id = await change.undoLatestSenseChange(context, form, options);
    session.changed();
    return id;
  },
});

export const forgetInduced = operation({
  name: 'forgetInduced',
  does: 'Induce the senses of a word anew: when next needed, or now as so many groups as are wished.',
  takes: { word: senseWordSchema, options: inducedSchema },
  async run(session, { word: form, options: { collection: from, groups } }) {
    await inventory.forgetInduced(await session.textsOf(from), form, groups);
    session.changed();
  },
});

export const lostLabels = operation({
  name: 'lostLabels',
  does: 'List the lines that you gave a sense and that are no longer in the texts.',
  takes: { word: lostWordSchema, options: lostLabelsSchema },
  run: async (session, { word: form, options }) =>
    labels.lostLabels(await session.textsOf(options.collection), form),
});

export const hasOwnSenses = operation({
  name: 'hasOwnSenses',
  does: 'Say whether a word has senses of your own.',
  takes: { word: senseWordSchema, collection },
  run: async (session, { word: form, collection: from }) =>
    inventory.hasOwnSenses(await session.textsOf(from), form),
});

export const sensesOfLines = operation({
  name: 'sensesOfLines',
  does: 'Return the sense of each line of a word.',
  takes: { word: senseWordSchema, options: sensesSchema },
  run: async (session, { word: form, options }) =>
    word.sensesOfLines(await session.textsOf(options.collection), form, options),
});

export const senseOf = operation({
  name: 'senseOf',
  does: 'Return the sense of one occurrence.',
  takes: { tokenId, options: sensesSchema },
  run: async (session, { tokenId: id, options }) =>
    word.senseOf(await session.textsOf(options.collection), id, options),
});

export const sensesInText = operation({
  name: 'sensesInText',
  does: 'Return the ambiguous words of a stretch of a document, each with its sense.',
  takes: {
    id: whole(1, Number.MAX_SAFE_INTEGER).describe('row of the document'),
    options: stretchSchema,
  },
  run: async (session, { id, options }) =>
    inText.sensesInText(await session.textsOf(options.collection), id, options),
});

export const senseMap = operation({
  name: 'senseMap',
  does: 'Place the lines of a word on a plane, similar meanings together.',
  takes: { word: senseWordSchema, options: sensesSchema },
  run: async (session, { word: form, options }) =>
    map.senseMap(await session.textsOf(options.collection), form, options),
});

export const senseShares = operation({
  name: 'senseShares',
  does: 'Count how often each sense occurs, by document or metadata.',
  takes: { word: senseWordSchema, options: sharesSchema },
  run: async (session, { word: form, options }) =>
    shares.senseShares(await session.textsOf(options.collection), form, options),
});

export const senseCollocates = operation({
  name: 'senseCollocates',
  does: 'List the words that stand beside one sense of a word more than beside the others, with their figures.',
  takes: { word: senseWordSchema, options: collocatesSchema },
  run: async (session, { word: form, options }) =>
    collocates.senseCollocates(await session.textsOf(options.collection), form, options),
});

export const senseAxis = operation({
  name: 'senseAxis',
  does: 'Place the lines of a word between two descriptions, on one axis or two.',
  takes: { word: senseWordSchema, axes: axesSchema, options: axisSchema },
  parameters: { word: senseWordSchema, ...axesParameters, ...axisSchema.shape },
  run: async (session, { word: form, axes: ends, options }) =>
    axes.senseAxis(await session.textsOf(options.collection), form, ends, options),
});

export const compare = operation({
  name: 'compare',
  does: 'Compare two words, or two senses, by their lines.',
  takes: { one: referenceSchema, other: referenceSchema, options: comparedSchema },
  parameters: { ...comparedParameters, collection },
  run: async (session, { one, other, options }) =>
    comparison.compare(await session.textsOf(options.collection), one, other),
});

export const substitutes = operation({
  name: 'substitutes',
  does: 'Return words that could replace one occurrence.',
  takes: { tokenId, collection },
  run: async (session, { tokenId: id, collection: from }) => substitutesOf(await session.textsOf(from), id),
});

export const disambiguate = operation({
  name: 'disambiguate',
  does: 'Assign a sense to every occurrence, and store it.',
  takes: { options: disambiguationSchema },
  async run(session, { options }) {
    const context = await session.textsOf(options.collection);
    const workers = session.options.workers ?? availableParallelism();
    const encoder = async () => openEncoder(await session.modelOf(context.collection), { workers });
    return disambiguateWords({ ...context, encoder }, options);
  },
});

export const assignments = operation({
  name: 'assignments',
  does: 'List lines with the senses that the last disambiguation assigned.',
  takes: { options: assignmentsSchema },
  async *run(session, { options }) {
    yield* assignedLines(await session.textsOf(options.collection), options);
  },
});

export const evaluate = operation({
  name: 'evaluate',
  does: 'Measure the senses of lines against your own labels.',
  takes: { labels: labelsSchema, options: evaluateSchema },
  run: async (session, { labels, options }) =>
    evaluateLines(await session.textsOf(options.collection), labels, options),
});
