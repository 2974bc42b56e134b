// Finds a model: a folder, or a hub id whose files are downloaded once into a cache folder. A folder with SHA256SUMS is
// verified before use. Out: a folder that encode-worker.ts can load.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PolysemeError } from '../domain/errors.js';
import type { DownloadProgress } from '../domain/reports.js';

/** The model that comes with the project. */
export const shippedModel = 'sense-minilm';

const shippedFolder = fileURLToPath(new URL('../../../data/models/', import.meta.url));
const graphFile = 'onnx/model_quantized.onnx';
/** The smallest window that texts are cut into. */
const leastPieces = 24;
const neededFiles = ['config.json', 'tokenizer.json', 'tokenizer_config.json', graphFile];

export interface ModelFiles {
  /** As a person would name it: the folder's last part, or the hub id. */
  readonly name: string;
  readonly folder: string;
  readonly graphPath: string;
  /** SHA-256 of the graph and the tokenizer, hex: only collections with the same one may be compared. */
  readonly fingerprint: string;
  /** Components of a vector. */
  readonly dim: number;
  /** Most pieces in one run, including the special ones. */
  readonly maxPieces: number;
}

/**
 * model: the shipped name, a path to a folder (with a separator, or existing), or a hub id `owner/name`.
 * Throws `model` when files are missing, damaged or cannot be downloaded.
 */
export async function resolveModel(
  model: string = shippedModel,
  onDownload?: (progress: DownloadProgress) => void,
): Promise<ModelFiles> {
  if (model === '') {
    throw new PolysemeError('invalid_input', 'model: the name is empty', {
      cure: `Leave it out for ${shippedModel}, or name a folder or a hub id.`,
    });
  }
  const folder = model === shippedModel ? path.join(shippedFolder, model) : await localFolder(model);
  if (folder) return describe(model === shippedModel ? model : path.basename(folder), folder);
  if (!/^[\w.-]+\/[\w.-]+$/u.test(model) || model.startsWith('.')) {
    throw new PolysemeError(
      'model',
      `model: there is no folder "${model}", and it is not a hub id (owner/name)`,
      {
        cure: `Name a folder with ${neededFiles.join(', ')}.`,
      },
    );
  }
  return describe(model, await download(model, onDownload));
}

async function localFolder(model: string): Promise<string | undefined> {
  const folder = path.resolve(model);
  const info = await stat(folder).catch(() => undefined);
  if (info?.isDirectory()) return folder;
  if (info) {
    throw new PolysemeError('model', `model: "${model}" is a file, not a folder`, {
      cure: 'Name the folder that holds config.json and onnx/.',
    });
  }
  return undefined;
}

async function describe(name: string, folder: string): Promise<ModelFiles> {
  await refuseIncomplete(folder);
  const sums = await checksums(folder);
  const hashes = new Map<string, string>();
  for (const file of neededFiles) {
    const hash = await sha256OfFile(path.join(folder, file));
    const expected = sums.get(file);
    if (expected !== undefined && expected !== hash) {
      throw new PolysemeError(
        'model',
        `model: ${path.join(folder, file)} is damaged: its SHA-256 is ${hash}, not ${expected}`,
        { cure: 'Restore the file from where the model came from, or choose another model with --model.' },
      );
    }
    hashes.set(file, hash);
  }
  const fingerprint = createHash('sha256')
    .update(`${hashes.get(graphFile)} ${hashes.get('tokenizer.json')}`)
    .digest('hex');
  return {
    name,
    folder,
    graphPath: path.join(folder, graphFile),
    fingerprint,
    ...(await readConfig(folder)),
  };
}

/** Throws `model` for a folder that lacks a file that a model has. */
async function refuseIncomplete(folder: string): Promise<void> {
  const stats = await Promise.all(
    neededFiles.map((file) => stat(path.join(folder, file)).catch(() => undefined)),
  );
  if (stats.every((info) => !info?.isFile())) {
    throw new PolysemeError('model', `model: ${folder} is a folder, but not of a model`, {
      cure: `Name a folder with ${neededFiles.join(', ')}.`,
    });
  }
  const bad = stats.findIndex((info) => !info?.isFile() || info.size === 0);
  if (bad < 0) return;
  const file = path.join(folder, neededFiles[bad] as string);
  throw new PolysemeError('model', `model: ${file} is ${stats[bad]?.isFile() ? 'empty' : 'missing'}`, {
    cure: 'Restore the file, or choose another model with --model.',
  });
}

async function readConfig(folder: string): Promise<{ dim: number; maxPieces: number }> {
  const file = path.join(folder, 'config.json');
  try {
    const config = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown> | null;
    const dim = Number(config?.hidden_size ?? config?.dim ?? config?.d_model);
    const maxPieces = Number(config?.max_position_embeddings ?? 512);
    if (!Number.isInteger(dim) || dim < 1) throw new Error('it has no hidden_size');
    if (!Number.isInteger(maxPieces) || maxPieces < leastPieces) {
      throw new Error(`its max_position_embeddings is no whole number from ${leastPieces}`);
    }
    return { dim, maxPieces };
  } catch (cause) {
    throw new PolysemeError('model', `model: ${file} cannot be read: ${(cause as Error).message}`, {
      cure: 'Restore the file from where the model came from.',
      cause,
    });
  }
}

async function checksums(folder: string): Promise<Map<string, string>> {
  const text = await readFile(path.join(folder, 'SHA256SUMS'), 'utf8').catch(() => '');
  const sums = new Map<string, string>();
  for (const [, hash, file] of text.matchAll(/^([0-9a-f]{64}) [ *](.+)$/gmu)) {
    sums.set(file as string, hash as string);
  }
  return sums;
}

async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Downloads missing files with the library's own loader, which keeps each in its cache folder. */
async function download(model: string, onDownload?: (progress: DownloadProgress) => void): Promise<string> {
  const { AutoConfig, AutoTokenizer, env } = await import('@xenova/transformers');
  const { getModelFile } = await import('@xenova/transformers/src/utils/hub.js');
  env.cacheDir = path.join(
    process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'),
    'polyseme',
    'models',
  );
  env.allowLocalModels = false;
  env.useFSCache = true; // off where a model is loaded from its folder
  env.allowRemoteModels = true;
  env.remoteHost = process.env.POLYSEME_HUB ?? 'https://huggingface.co/';
  const folder = path.join(env.cacheDir, model);
  const options = {
    progress_callback: (event: { status: string; file: string; loaded?: number; total?: number }) => {
      if (event.status !== 'progress') return;
      onDownload?.({ file: event.file, loadedBytes: event.loaded ?? 0, totalBytes: event.total ?? 0 });
    },
  };
  try {
    await AutoConfig.from_pretrained(model, options);
    await AutoTokenizer.from_pretrained(model, options);
    // what AutoModel calls too, without a session that would take memory in this thread
    await getModelFile(model, graphFile, true, options);
  } catch (cause) {
    const what =
      cause instanceof Error ? (cause.cause instanceof Error ? cause.cause : cause).message : String(cause);
    throw new PolysemeError(
      'model',
      `model: "${model}" could not be fetched from ${env.remoteHost}: ${what}`,
      {
        cure: `Check the name and the network, or use the shipped model (${shippedModel}), which needs none.`,
        cause,
      },
    );
  }
  return folder;
}
