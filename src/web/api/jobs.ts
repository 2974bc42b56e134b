// Texts that programs add, and the background job that does it.
import { text } from '../../domain/check.js';
import type { Site } from '../site.js';
import {
  importParameters,
  orRemoved,
  pathParameters,
  startFromPath,
  startFromUpload,
  uploads,
} from '../uploads.js';
import { type ApiRoute, fieldsOf, route } from './route.js';

const addParameters = { ...pathParameters, path: text().optional() };

export const jobsApi = (site: Site): ApiRoute[] => [
  route('get', '/api/job', null, {}, () => site.jobs.status()),
  route('delete', '/api/job', null, {}, () => site.jobs.cancel()),
  route(
    'post',
    '/api/index',
    'index',
    pathParameters,
    async (values, request, response) => {
      const { path = '', ...options } = fieldsOf(request, addParameters, values);
      response.status(202);
      return startFromPath(site, path, options);
    },
    { inBody: Object.keys(addParameters) },
  ),
  uploadRoute(site),
];

function uploadRoute(site: Site): ApiRoute {
  const upload = route(
    'post',
    '/api/upload',
    'index',
    importParameters,
    async (values, request, response) => {
      response.status(202);
      return startFromUpload(site, request, fieldsOf(request, importParameters, values));
    },
    { inBody: Object.keys(importParameters) },
  );
  const [handler] = upload.handlers;
  return { ...upload, handlers: handler ? [uploads(), orRemoved(handler)] : [] };
}
