// The job that adds texts: as a panel, as one line, and its cancelling.
import type { Express } from 'express';
import { h } from 'preact';
import { JobNotice, JobPanel } from '../../../views/_job.js';
import { collectionAddress, jobAddresses } from '../../../views/links.js';
import type { BackgroundJob } from '../../domain/reports.js';
import { sendFragment, wantsFragment } from '../render.js';
import { form, page } from '../request.js';
import type { Site } from '../site.js';

export const isRunning = ({ state }: Pick<BackgroundJob, 'state'>): boolean =>
  state === 'running' || state === 'cancelling';

export function jobPages(app: Express, { jobs }: Site): void {
  app.get(
    jobAddresses.panel,
    page({}, (_, __, response) => sendFragment(response, h(JobPanel, { job: jobs.status() }))),
  );
  app.get(
    jobAddresses.notice,
    page({}, (_, __, response) => sendFragment(response, h(JobNotice, { job: jobs.status() }))),
  );
  app.post(
    jobAddresses.cancel,
    form({}, (_, request, response) => {
      const job = jobs.cancel();
      if (wantsFragment(request)) return sendFragment(response, h(JobPanel, { job }));
      response.redirect(303, collectionAddress());
    }),
  );
}
