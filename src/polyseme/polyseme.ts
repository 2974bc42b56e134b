// The facade: every operation of the project, once. Library, SQL, command line, HTTP and pages call only this.
import { check } from '../domain/check.js';
import type {
  AssignedLine,
  AssignmentsOptions,
  DisambiguationOptions,
  DisambiguationReport,
  Evaluation,
  LabelRow,
} from '../domain/disambiguation.js';
import type { LostLabel, LostLabelsOptions } from '../domain/lost-labels.js';
import type { IndexReport } from '../domain/reports.js';
import type { SenseChange, UndoOptions } from '../domain/sense-changes.js';
import type {
  InducedOptions,
  SenseCounts,
  SenseCountsOptions,
  SensesInText,
  SensesOfLines,
  SensesOptions,
  StretchOptions,
  Substitute,
  TokenSense,
  WordSenses,
} from '../domain/senses.js';
import type { IndexOptions } from '../domain/text.js';
import type {
  AxisEnds,
  AxisOptions,
  CollocatesOptions,
  Comparison,
  SenseCollocates,
  SenseReference,
  SenseShares,
  SharesOptions,
  WordMap,
  WordOnAxes,
} from '../domain/word-views.js';
import { type DisambiguationJobs, disambiguationJobs, type IndexJobs, indexJobs } from './jobs.js';
import { operations as does } from './operations/index.js';
import { call } from './operations/operation.js';
import { openSchema, type PolysemeOptions } from './options.js';
import { SearchedTexts } from './searched-texts.js';
import { Session } from './session.js';

export * from './for-surfaces.js';

/** An open database, and all that can be done with it. Close it after use. */
export class Polyseme extends SearchedTexts {
  /** Indexing in the background. */
  readonly jobs: IndexJobs = indexJobs(
    (paths, options) => this.index(paths, options),
    (options) => this.syncIndex(options),
  );
  /** Disambiguation in the background. */
  readonly disambiguations: DisambiguationJobs = disambiguationJobs((options) => this.disambiguate(options));

  /**
   * Opens a database. The model is loaded when first needed. Throws `invalid_input`, `not_found`, `data` or `busy`.
   * @example
   * ```ts
   * const letters = await Polyseme.open({ db: 'letters.db' });
   * await letters.close();
   * ```
   */
  static async open(options: PolysemeOptions): Promise<Polyseme> {
    return new Polyseme(await Session.open(check(openSchema, options, 'open', 'option of open')));
  }

  /**
   * Adds files, folders and globs. Unchanged documents are skipped; changed ones are re-encoded where they changed.
   * Files that cannot be read are listed in the report. Throws `cancelled`, `conflict` (the collection was made with
   * another model), `busy` (another run is under way) or `model`.
   * @example
   * ```ts
   * const { added, words, problems } = await polyseme.index(['letters/', 'notes/*.md']);
   * ```
   */
  async index(paths: readonly string[], options: IndexOptions = {}): Promise<IndexReport> {
    return call(does.index, this.session, paths, options);
  }

  /** Loads what the first query, and the first look at senses, would otherwise wait for. Throws `model`. */
  async loadModel(): Promise<void> {
    await this.session.latest.loadModel();
  }

  /**
   * Returns the senses of a word in a collection, each with its lines and the words that tell it apart. inventory:
   * `wordnet`, `induced` or `mine`; by default the user's own where there are any, else the induced ones.
   * Throws `not_found` (no such word, or not in the dictionary) or `model`.
   * @example
   * ```ts
   * const { senses } = await polyseme.senses('bank', { inventory: 'wordnet' });
   * for (const { label, count, share } of senses) console.log(label, count, share);
   * ```
   */
  async senses(word: string, options: SensesOptions = {}): Promise<WordSenses> {
    return call(does.senses, this.session, word, options);
  }

  /** Counts the lines of a word by sense: the user's own where there are any, else the dictionary's. */
  async senseCounts(word: string, options: SenseCountsOptions = {}): Promise<SenseCounts> {
    return call(does.senseCounts, this.session, word, options);
  }

  /**
   * Changes the senses of a word; induced or dictionary senses first become the user's own. The change is kept with its
   * date, and can be undone. Throws `invalid_input`, `not_found`, or `conflict` when the user already has other senses
   * of the word.
   * @example
   * ```ts
   * const riverside = { kind: 'create', label: 'riverside', description: 'land beside a river' };
   * await polyseme.changeSenses('bank', riverside);
   * ```
   */
  async changeSenses(word: string, change: SenseChange, options: SensesOptions = {}): Promise<void> {
    return call(does.changeSenses, this.session, word, change, options);
  }

  /** Undoes any change to senses, not only the last, or with `redo` redoes it. Throws `not_found`. */
  async undoSenseChange(id: number, options: UndoOptions = {}): Promise<void> {
    return call(does.undoSenseChange, this.session, id, options);
  }

  /**
   * Undoes the latest standing change of a word, or with `redo` redoes the one undone last. Returns its number. Throws
   * `not_found` when there is none.
   */
  async undoLatestSenseChange(word: string, options: UndoOptions = {}): Promise<number> {
    return call(does.undoLatestSenseChange, this.session, word, options);
  }

  /** Lists lines, of a word or of all, that the user gave a sense and that are gone. Throws `not_found`. */
  async lostLabels(word?: string, options: LostLabelsOptions = {}): Promise<LostLabel[]> {
    return call(does.lostLabels, this.session, word, options);
  }

  /** Induces the senses of a word anew: at the next request, or now as so many groups as are wished. */
  async forgetInduced(word: string, options: InducedOptions = {}): Promise<void> {
    return call(does.forgetInduced, this.session, word, options);
  }

  /** True when the user has senses of their own for a word. */
  async hasOwnSenses(word: string, collection?: string): Promise<boolean> {
    return call(does.hasOwnSenses, this.session, word, collection);
  }

  /** Returns the sense of each occurrence of a word: senses as `senses` gives them, and their indices by token id. */
  async sensesOfLines(word: string, options: SensesOptions = {}): Promise<SensesOfLines> {
    return call(does.sensesOfLines, this.session, word, options);
  }

  /**
   * Returns the words of a stretch of a document that may have several senses, each with its sense: the user's own, the
   * one last assigned, or what the everyday dictionary says of the line alone. id: row of the document. Throws `model`.
   */
  async sensesInText(id: number, options: StretchOptions = {}): Promise<SensesInText> {
    return call(does.sensesInText, this.session, id, options);
  }

  /** Returns the sense of one occurrence, among those that `senses` gives. Throws `not_found` or `model`. */
  async senseOf(tokenId: number, options: SensesOptions = {}): Promise<TokenSense> {
    return call(does.senseOf, this.session, tokenId, options);
  }

  /** Places the occurrences of a word on a plane, similar ones together. Throws as `senses` does. */
  async senseMap(word: string, options: SensesOptions = {}): Promise<WordMap> {
    return call(does.senseMap, this.session, word, options);
  }

  /**
   * Counts how often each sense occurs, by document or by the values of a metadata field (many different numbers become
   * ranges). Throws `invalid_input` for an unknown field, and as `senses` does.
   */
  async senseShares(word: string, options: SharesOptions = {}): Promise<SenseShares> {
    return call(does.senseShares, this.session, word, options);
  }

  /**
   * Lists the words that stand beside one sense of a word more than beside its others, with how many lines of each they
   * stand in, by the log-odds ratio. Throws as `senses` does.
   */
  async senseCollocates(word: string, options: CollocatesOptions = {}): Promise<SenseCollocates> {
    return call(does.senseCollocates, this.session, word, options);
  }

  /**
   * Places each line of a word between two descriptions (`finance` and `geography`), on one axis or two: the cosine
   * with `to` minus the cosine with `from`. Throws `invalid_input`, and as `senses` does.
   */
  async senseAxis(word: string, axes: readonly AxisEnds[], options: AxisOptions = {}): Promise<WordOnAxes> {
    return call(does.senseAxis, this.session, word, axes, options);
  }

  /**
   * Compares two words, or senses, by their lines. Throws `not_found` for an unknown sense, `invalid_input` for the
   * same one twice, and as `senses` does.
   */
  async compare(
    one: SenseReference,
    other: SenseReference,
    options: Pick<SensesOptions, 'collection'> = {},
  ): Promise<Comparison> {
    return call(does.compare, this.session, one, other, options);
  }

  /** Returns words that could replace one occurrence: those of the nearest other occurrences. Throws `not_found`. */
  async substitutes(tokenId: number, collection?: string): Promise<Substitute[]> {
    return call(does.substitutes, this.session, tokenId, collection);
  }

  /**
   * Assigns a sense to every occurrence and stores it: of the named words, or of all (with the user's own senses, of
   * the words that have any). What already has its sense keeps it. Throws `invalid_input`, `cancelled` or `model`.
   * @example
   * ```ts
   * const { tokens } = await polyseme.disambiguate({ words: ['bank'] });
   * for await (const { uri, start, sense } of polyseme.assignments({ words: ['bank'] })) console.log(uri, start, sense);
   * ```
   */
  async disambiguate(options: DisambiguationOptions = {}): Promise<DisambiguationReport> {
    return call(does.disambiguate, this.session, options);
  }

  /** Iterates over lines with the senses that the last `disambiguate` assigned, by document and place in it. */
  async *assignments(options: AssignmentsOptions = {}): AsyncGenerator<AssignedLine> {
    yield* call(does.assignments, this.session, options);
  }

  /**
   * Measures senses against a person's labels; the sense of each labelled line is computed for this.
   * Throws `not_found` for a line that does not exist.
   */
  async evaluate(labels: readonly LabelRow[], options: SensesOptions = {}): Promise<Evaluation> {
    return call(does.evaluate, this.session, labels, options);
  }

  /** Stops what is running and closes the database, unless it is the caller's own. Concurrent calls share one end. */
  override close(): Promise<void> {
    return this.session.latest.close({ settle: () => this.#settle() });
  }

  /**
   * Removes all tables and indexes of this project from the database, and the index caches beside it, and closes.
   * Everything else stays as it is; the file stays in WAL mode and keeps SQLite's own table `sqlite_sequence`, without
   * our rows. Throws `busy` while another process writes.
   */
  async uninstall(): Promise<void> {
    const session = this.session.current();
    session.refuseWhenClosing();
    await session.close({ uninstalls: true, settle: () => this.#settle() });
  }

  async #settle(): Promise<void> {
    this.jobs.cancel();
    this.disambiguations.cancel();
    await this.jobs.settled();
    await this.disambiguations.settled();
  }
}
