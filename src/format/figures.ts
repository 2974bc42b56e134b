// Numbers as people read them, for every surface: counts, bytes, seconds, and nouns in singular or plural.
import type { KindCount } from '../domain/reports.js';
import type { Changes } from '../polyseme/polyseme.js';

const thinSpace = '\u2009';

/** Formats a whole number with thin spaces between thousands. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/gu, thinSpace);
}

/** `1 document`, `2 documents`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Bytes in readable units: 1 536 → 1.5 kB. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** Seconds as `under 1 s`, `40 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 1) return 'under 1 s';
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Never 0 % where there is something, nor 100 % where something is left. */
export function percent(share: number): string {
  if (share > 0 && share < 0.005) return 'under 1 %';
  if (share < 1 && share > 0.995) return 'over 99 %';
  return `${Math.round(100 * share)} %`;
}

/** `2 added, 1 changed`; empty where nothing has. */
export function changesOf({ added, changed, moved, removed }: Changes): string {
  const counts = Object.entries({ added, changed, moved, removed }).filter(([, count]) => count > 0);
  return counts.map(([what, count]) => `${formatCount(count)} ${what}`).join(', ');
}

/** `120 .jpg, 3 .xlsx, 1 no ending` */
export const kindsOf = (kinds: readonly KindCount[]): string =>
  kinds.map(({ kind, files }) => `${formatCount(files)} ${kind}`).join(', ');
