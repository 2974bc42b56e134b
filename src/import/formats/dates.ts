// Dates as files write them, in ISO 8601.

/**
 * A date, with its time where there is one, in ISO 8601: `2019-03-01`, `2019-03-01T10:00:00+01:00`, `1851`; undefined for
 * what cannot be read as one without guessing, such as 3/4/2019.
 */
export function isoDate(written: string | null | undefined): string | undefined {
  const text = written?.trim() ?? '';
  const iso =
    /^(\d{4})(?:([-/.]?)(\d{2})(?:\2(\d{2}))?)?(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d{1,9})?(Z|[+-]\d{2}:?\d{2})?)?$/iu.exec(
      text.replace(/^D:/u, ''),
    );
  if (iso) {
    const [, year, , month, day, time, zone = ''] = iso;
    const date = [year, month, day].filter((part) => part !== undefined).join('-');
    if (Number.isNaN(Date.parse(date)) || (month !== undefined && Number(month) > 12)) return undefined;
    const isUsed = day !== undefined && time !== undefined;
    return isUsed ? `${date}T${time}${zone.toUpperCase().replace(/(\d{2})(\d{2})$/u, '$1:$2')}` : date;
  }
  return named(text);
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `March 1, 2019`, `1 March 2019`, `Fri, 01 Mar 2019 10:00:00 GMT`. */
function named(text: string): string | undefined {
  const match =
    /^(?:\p{L}{3,9}\.?,? )?(?:(\d{1,2})\.? (\p{L}{3,9})|(\p{L}{3,9}) (\d{1,2}),?),? (\d{4})\b/u.exec(text);
  if (!match) return undefined;
  const month = 1 + months.indexOf((match[2] ?? match[3] ?? '').slice(0, 3).toLowerCase());
  const day = Number(match[1] ?? match[4]);
  if (month === 0 || day < 1 || day > 31) return undefined;
  return `${match[5]}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
