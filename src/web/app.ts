// All routes, on one screen: what every request passes, then pages, then the same for programs. A page's route parses,
// calls the facade and renders; one that changes something answers a plain form with a redirect, and htmx with the
// changed fragment.
import express, { type Express, type Request } from 'express';
import { PolysemeError } from '../domain/errors.js';
import type { Polyseme } from '../polyseme/polyseme.js';
import { documentsApi } from './api/documents.js';
import { foldersApi } from './api/folders.js';
import { jobsApi } from './api/jobs.js';
import { occurrencesApi } from './api/occurrences.js';
import { type ApiRoute, mount } from './api/route.js';
import { searchApi } from './api/search.js';
import { sensesApi } from './api/senses.js';
import { tablesApi } from './api/tables.js';
import { upkeepApi } from './api/upkeep.js';
import { vectorBodies, vectorsApi } from './api/vectors.js';
import { wordViewsApi } from './api/word-views.js';
import { wordsApi } from './api/words.js';
import { assets } from './assets.js';
import { collectionFolder } from './collection-folder.js';
import { explainError, maxFormBytes } from './errors.js';
import { jsonBody } from './json-body.js';
import { collectionPages } from './pages/collection.js';
import { disambiguatePages } from './pages/disambiguate.js';
import { dispersionPages } from './pages/dispersion.js';
import { documentPage } from './pages/document.js';
import { documentPages } from './pages/documents.js';
import { firstVisitPages } from './pages/first-visit.js';
import { followedPages } from './pages/followed.js';
import { helpPage } from './pages/help.js';
import { jobPages } from './pages/jobs.js';
import { linePages } from './pages/lines.js';
import { offeredPages } from './pages/offered.js';
import { searchPages } from './pages/search.js';
import { senseChangePages } from './pages/sense-changes.js';
import { themePage } from './pages/theme.js';
import { wordViewPages } from './pages/word-views.js';
import { wordPages } from './pages/words.js';
import { wordsFirstPages } from './pages/words-first.js';
import { needsObject } from './request.js';
import { secure } from './security.js';
import { type AppOptions, makeSite, type Site } from './site.js';

export { type AppOptions, makeSite } from './site.js';
export { maxUploadBytes } from './uploads.js';

export function makeApp(polyseme: Polyseme, options: AppOptions): Express {
  const site = makeSite(polyseme, options);
  const app = express();
  secure(app, options);
  assets(app);
  bodies(app);
  collectionFolder(app, site);

  searchPages(app, site);
  dispersionPages(app, site);
  firstVisitPages(app, site);
  helpPage(app, site);
  offeredPages(app, site);
  wordsFirstPages(app, site);
  linePages(app, site);
  documentPages(app, site);
  documentPage(app, site);
  wordPages(app, site);
  senseChangePages(app, site);
  wordViewPages(app, site);
  disambiguatePages(app, site);
  collectionPages(app, site);
  followedPages(app, site);
  jobPages(app, site);
  themePage(app);

  mount(app, apiRoutes(site));

  app.use((request: Request) => {
    throw new PolysemeError('not_found', `there is no page ${request.path}`, { cure: 'Check the address.' });
  });
  app.use(explainError(site));
  return app;
}

/** Every route for programs. */
export const apiRoutes = (site: Site): ApiRoute[] => [
  ...searchApi(site),
  ...occurrencesApi(site),
  ...documentsApi(site),
  ...wordsApi(site),
  ...jobsApi(site),
  ...sensesApi(site),
  ...wordViewsApi(site),
  ...tablesApi(site),
  ...foldersApi(site),
  ...vectorsApi(site),
  ...upkeepApi(site),
];

/** Reads bodies as a form or as JSON, and keeps answers out of caches. */
function bodies(app: Express): void {
  app.use('/api/vectors', vectorBodies);
  app.use(express.urlencoded({ extended: false, limit: maxFormBytes }));
  app.use(jsonBody(maxFormBytes));
  app.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  app.use(needsObject);
}
