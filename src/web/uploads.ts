// Uploaded files, and paths that may be added: both become a background job.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NextFunction, Request, Response } from 'express';
import multer from 'multer';
import { PolysemeError } from '../domain/errors.js';
import type { JobStatus } from '../domain/reports.js';
import { type IndexOptions, indexSchema } from '../domain/text.js';
import { isAllowedPath, refuseUnknownEncoding } from '../polyseme/polyseme.js';
import type { Site } from './site.js';

/** Most bytes of one uploaded file, and most files of one upload. */
export const maxUploadBytes = 100_000_000;
export const maxUploadFiles = 2000;
const maxEndingChars = 20;

const {
  collection,
  contextWindow,
  textColumn,
  idColumn,
  encoding,
  keepRunningHeads,
  countQuoted,
  keepMissing,
  removeMissing,
} = indexSchema.shape;
/** How added files are read: the options of the library's call that a form can give. */
export const importParameters = {
  collection,
  contextWindow,
  textColumn,
  idColumn,
  encoding,
  keepRunningHeads,
  countQuoted,
};
/** The same for a path, which may be a folder. */
export const pathParameters = { ...importParameters, keepMissing, removeMissing };

export async function startFromPath(
  { jobs, options: { allow } }: Site,
  added: string,
  options: IndexOptions,
): Promise<JobStatus> {
  if (added.trim() === '') {
    throw new PolysemeError('invalid_input', 'path: none is given', { cure: 'Name a file, folder or glob.' });
  }
  if (!isAllowedPath(added, allow)) {
    throw new PolysemeError('forbidden', `path: "${added}" is not below a folder that was allowed`, {
      cure: 'Start the server with --allow FOLDER, or upload the files.',
    });
  }
  await refuseUnknownEncoding(options.encoding);
  return jobs.start([added], { ...options, within: allow });
}

/** Receives files into the request's own folder, which is removed when one of them is refused. */
export function uploads() {
  const storage = multer.diskStorage({
    destination: (request, _file, done) => {
      const holder = request as Request & { uploadFolder?: string };
      holder.uploadFolder ??= mkdtempSync(path.join(tmpdir(), 'polyseme-upload-'));
      done(null, holder.uploadFolder);
    },
    filename: (_request, file, done) => {
      // messages name the ending, and nothing else of a name that may be anything
      const ending = path.extname(file.originalname).replaceAll(/[^\p{L}\p{N}.]/gu, '_');
      done(null, `${randomUUID()}${ending.slice(0, maxEndingChars)}`);
    },
  });
  const receive = multer({
    storage,
    preservePath: true, // of a folder's files
    limits: { fileSize: maxUploadBytes, files: maxUploadFiles, fields: 10, fieldSize: 1000 },
  }).array('files', maxUploadFiles);
  return (request: Request, response: Response, next: NextFunction): void => {
    receive(request, response, (error: unknown) => {
      if (error) removeUploads(request);
      request.body ??= {};
      next(asRequestError(error));
    });
  };
}

/** What the parser says of an upload that is cut off or broken; errors of the disk and of limits stay as they are. */
function asRequestError(error: unknown): unknown {
  const { code, message, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === 'ENOSPC') {
    const what = 'there is no space left for what was sent';
    return new PolysemeError('disk_full', `files: ${what}`, {
      cure: 'Free space on the disk.',
      cause: error,
    });
  }
  if (!(error instanceof Error) || error instanceof multer.MulterError || syscall !== undefined) return error;
  return new PolysemeError('invalid_input', `the request cannot be read: ${message}`, {
    cure: 'Send the files as a form does (multipart/form-data), to their end.',
    cause: error,
  });
}

/** Removes what a request has sent. */
function removeUploads(request: Request): void {
  const { uploadFolder } = request as Request & { uploadFolder?: string };
  if (uploadFolder) rmSync(uploadFolder, { recursive: true, force: true });
}

/** Adds what was sent, under its own names but for a number where one is taken; the files are removed in the end. */
export async function startFromUpload(
  { jobs }: Site,
  request: Request,
  options: IndexOptions,
): Promise<JobStatus> {
  // hidden files of a folder are left out, as they are of any folder
  const sent = (request.files ?? []) as Express.Multer.File[];
  const files = sent.filter((file) => !/(?:^|\/)\.[^/]*\/|\/\.[^/]*$/u.test(nameOf(file)));
  if (files.length === 0) {
    throw new PolysemeError('invalid_input', 'files: none was sent', { cure: 'Choose one or more files.' });
  }
  await refuseUnknownEncoding(options.encoding);
  const uris = new Map(files.map((file) => [path.resolve(file.path), `uploads/${nameOf(file)}`]));
  return jobs.start(
    files.map((file) => file.path),
    { ...options, uris, onEnd: () => removeUploads(request) },
  );
}

/** The name of a file as it was sent, for one of a folder with its path in it, which leads nowhere else. */
function nameOf({ originalname }: Express.Multer.File): string {
  // browsers send names as UTF-8, which the parser reads as Latin-1
  const parts = Buffer.from(originalname, 'latin1').toString('utf8').split(/[\\/]/u);
  const kept = parts.filter((part) => !['', '.', '..'].includes(part) && !/^[a-z]:$/iu.test(part));
  // `m.zip/a.txt` would be the name of a file in the archive m.zip
  const folders = kept.slice(0, -1).map((part) => (path.extname(part) === '' ? part : `${part} (folder)`));
  return [...folders, ...kept.slice(-1)].join('/') || 'unnamed';
}

/** Removes what was sent when the work on it throws before a job has taken it over. */
export const orRemoved =
  (work: (request: Request, response: Response, next: NextFunction) => unknown) =>
  async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    try {
      await work(request, response, next);
    } catch (cause) {
      removeUploads(request);
      throw cause;
    }
  };
