// Senses for programs: the facade's methods as JSON.
import type { Express, Request } from 'express';
import { wholeNumber } from '../../../views/links.js';
import { PolysemeError } from '../../domain/errors.js';
import type { SenseChange } from '../../domain/senses.js';
import { type Polyseme, present } from '../../polyseme/polyseme.js';
import { axisEndsOf, senseOptionsOf, textOf } from '../request.js';

/** collection, inventory and usesRank of a query string. */
const optionsOf = ({ query }: Request) => ({
  ...senseOptionsOf(query),
  ...(textOf(query.rank) === '0' ? { usesRank: false } : {}),
});

const kinds = ['adopt', 'create', 'rename', 'merge', 'split', 'delete', 'move'];

export function senseApi(app: Express, polyseme: Polyseme): void {
  app.get('/api/senses', async (request, response) => {
    response.json(await polyseme.senses(textOf(request.query.word), optionsOf(request)));
  });
  app.post('/api/senses', async (request, response) => {
    const word = textOf(request.query.word);
    const change = request.body as SenseChange;
    if (!kinds.includes(change.kind)) {
      throw new PolysemeError('invalid_input', `kind: "${change.kind}" is no change of senses`, {
        cure: `Use ${kinds.join(', ')}.`,
      });
    }
    await polyseme.changeSenses(word, change, optionsOf(request));
    const { inventory: _, ...rest } = optionsOf(request);
    response.json(await polyseme.senses(word, rest));
  });
  for (const redo of [false, true]) {
    app.post(`/api/senses/${redo ? 'redo' : 'undo'}/:id`, (request, response) => {
      const { collection } = optionsOf(request);
      polyseme.undoSenseChange(Number(request.params.id), { redo, ...(collection ? { collection } : {}) });
      response.json({ id: Number(request.params.id), isUndone: !redo });
    });
  }
  app.get('/api/senses/map', async (request, response) => {
    response.json(await polyseme.senseMap(textOf(request.query.word), optionsOf(request)));
  });
  app.get('/api/senses/shares', async (request, response) => {
    const by = textOf(request.query.by) || 'document';
    response.json(await polyseme.senseShares(textOf(request.query.word), { ...optionsOf(request), by }));
  });
  app.get('/api/senses/axis', async (request, response) => {
    const { query } = request;
    const { from, to, from2, to2 } = axisEndsOf(query);
    const axes = [{ from, to }, ...(from2 === '' && to2 === '' ? [] : [{ from: from2, to: to2 }])];
    const options = {
      ...optionsOf(request),
      limit: wholeNumber('limit', textOf(query.limit), 50),
      offset: wholeNumber('offset', textOf(query.offset), 0),
      isReversed: query.reverse === '1',
    };
    response.json(await polyseme.senseAxis(textOf(query.word), axes, options));
  });
  app.get('/api/senses/compare', async (request, response) => {
    const { query } = request;
    const { inventory, collection } = optionsOf(request);
    const one = { word: textOf(query.word), sense: textOf(query.sense) || undefined, inventory };
    const other = {
      word: textOf(query.with ?? query.word),
      sense: textOf(query.withSense) || undefined,
      inventory,
    };
    response.json(await polyseme.compare(one, other, { collection }));
  });
  app.get('/api/substitutes/:id', async (request, response) => {
    const { collection } = optionsOf(request);
    response.json(await polyseme.substitutes(Number(request.params.id), collection));
  });
  app.get('/api/disambiguation', (_request, response) => response.json(polyseme.disambiguations.status()));
  app.post('/api/disambiguation', (request, response) => {
    const { words, inventory, collection, ...unknown } = request.body as Record<string, unknown>;
    const [misspelt] = Object.keys(unknown);
    if (misspelt !== undefined) {
      throw new PolysemeError('invalid_input', `${misspelt}: it is not known here`, {
        cure: 'Send words, inventory and collection, or none of them for all words.',
      });
    }
    const isList = Array.isArray(words) && words.every((word) => typeof word === 'string');
    if (words !== undefined && !isList) {
      throw new PolysemeError('invalid_input', 'words: it is not a list of texts', {
        cure: 'Send {"words": ["bank"]}.',
      });
    }
    const named = present({
      ...senseOptionsOf({ inventory, collection }),
      words: words as string[] | undefined,
    });
    const options = { ...optionsOf(request), ...named };
    response.status(202).json(polyseme.disambiguations.start(options));
  });
  app.delete('/api/disambiguation', (_request, response) => response.json(polyseme.disambiguations.cancel()));
}
