// Default values.

/** The collection used when none is named. */
export const defaultCollection = 'default';
/** Most word pieces in a passage of a new collection. */
export const defaultContextWindow = 96;
/** Breadth of the approximate search of vectors made elsewhere. */
export const defaultVectorEfSearch = 100;
/** Milliseconds between checks of tracked tables. */
export const defaultEveryMs = 1000;
/** Characters of context that a line shows on each side of its form, at the most. */
export const defaultContextChars = 120;

/** Setting that holds the random id of a database; a backup has its own. */
export const databaseIdSetting = 'database_id';
