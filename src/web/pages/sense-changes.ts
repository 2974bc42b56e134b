// Changes to the senses of a word, and undoing them: plain forms, answered by a redirect, or by the fragment that htmx
// swaps. Errors are shown in the bar at the bottom of the window.
import type { Express, Request, Response } from 'express';
import { h } from 'preact';
import { wordAddress } from '../../../views/links.js';
import { Senses } from '../../../views/words/_senses.js';
import { WordPage } from '../../../views/words/word.js';
import { describeValue, invalid } from '../../domain/check.js';
import { PolysemeError } from '../../domain/errors.js';
import type { ValuesOf } from '../../domain/parameters.js';
import type { SenseChange } from '../../domain/sense-changes.js';
import { type InducedOptions, inducedSchema } from '../../domain/senses.js';
import { httpStatusOf } from '../errors.js';
import { sendFragment, sendPage, wantsFragment } from '../render.js';
import { changeForm, collection, form, inPath, ownAddress, pageOnly, undoForm } from '../request.js';
import type { Site } from '../site.js';
import { sensesData, wordParameters } from './words.js';

type SenseOptions = ValuesOf<typeof wordParameters>;

export function senseChangePages(app: Express, site: Site): void {
  const { polyseme } = site;
  app.post(
    '/words/:word/senses',
    form({ ...wordParameters, ...changeForm, back: pageOnly.back }, async (values, request, response) => {
      const { collection: name, inventory, usesRank, usesSubstitutes, back, ...fields } = values;
      const options = { collection: name, inventory, usesRank, usesSubstitutes };
      await change(site, request, response, { ...options, back }, async (word) => {
        await polyseme.changeSenses(word, changeOf(fields), options);
      });
    }),
  );
  app.post(
    '/words/:word/divide',
    form(
      { collection, groups: inducedSchema.shape.groups },
      async ({ collection: name, groups }, request, response) => {
        await change(site, request, response, { collection: name, inventory: 'induced' }, async (word) => {
          await polyseme.forgetInduced(word, { collection: name, groups } as InducedOptions);
        });
      },
    ),
  );
  app.post(
    '/words/:word/undo',
    form({ collection, ...undoForm }, async ({ id, redo = false, collection: name }, request, response) => {
      await change(site, request, response, { collection: name }, async () => {
        await polyseme.undoSenseChange(Number(id), {
          redo,
          ...(name === undefined ? {} : { collection: name }),
        });
      });
    }),
  );
}

/** Makes the change, and shows the resulting senses. */
async function change(
  { polyseme }: Site,
  request: Request,
  response: Response,
  { collection: name, inventory, back }: Partial<SenseOptions> & { readonly back?: string | undefined },
  work: (word: string) => Promise<void>,
): Promise<void> {
  const word = inPath(request, 'word');
  const error = await errorOf(() => work(word));
  const address = wordAddress(word, { collection: name });
  if (!error && !wantsFragment(request))
    return response.redirect(303, back === undefined ? address : ownAddress(back));
  // a word whose last change was undone no longer has its own senses: it is shown as at first
  const shown = { collection: name, inventory: error ? inventory : undefined };
  const data = { ...(await sensesData(polyseme, word, shown)), error };
  if (error) response.status(httpStatusOf[error.code]);
  if (wantsFragment(request)) {
    response.set('HX-Push-Url', address);
    return sendFragment(response, h(Senses, data));
  }
  sendPage(request, response, { title: `${word} – Polyseme`, current: 'words' }, h(WordPage, data));
}

/** What was wrong, if foreseen; null when nothing was. */
async function errorOf(work: () => Promise<void>): Promise<PolysemeError | null> {
  try {
    await work();
    return null;
  } catch (cause) {
    if (cause instanceof PolysemeError) return cause;
    throw cause;
  }
}

/** The pressed button names the change, and perhaps its sense; the fields it needs are in the same form. */
function changeOf(fields: ValuesOf<typeof changeForm>): SenseChange {
  const { action = '', label = '', description = '' } = fields;
  const [kind, sense = ''] = action.split(/:(.*)/su, 2) as [string, string?];
  // a line may be listed, and marked, under several titles
  const lines = [...new Set(fields.lines)].map(Number);
  switch (kind) {
    case 'adopt':
      return { kind };
    case 'merge':
      return { kind, senses: fields.senses ?? [] };
    case 'split':
    case 'delete':
      return { kind, sense };
    case 'rename':
      return { kind, sense: fields.sense ?? '', label, ...(description === '' ? {} : { description }) };
    case 'create':
      return { kind, label, description, lines };
    case 'move':
      return { kind, to: sense === '' ? (fields.to ?? '') : sense, lines };
    default:
      throw invalid(
        'action',
        `${describeValue(kind)} is no change of senses`,
        'Use the buttons of the page.',
      );
  }
}
