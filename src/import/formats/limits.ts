// How much a reader takes from one file. Over a limit, the file is one bad file, named with its size and the limit.

/** Bytes of a file that is read whole into memory. */
export const maxFileBytes = 256 * 1024 * 1024;
/** Bytes that all the members of one container (.docx, .odt, .epub, .zip, .tar.gz) unpack to. */
export const maxUnpackedBytes = 1024 * 1024 * 1024;
/** Bytes that one member of a container unpacks to. */
export const maxMemberBytes = 256 * 1024 * 1024;
/** Members of a container. */
export const maxMembers = 100_000;
/** Elements one inside another, in XML and HTML. */
export const maxDepth = 512;
/** Characters of one document's text. */
export const maxTextChars = 128 * 1024 * 1024;
/** Pages of a PDF. */
export const maxPages = 20_000;
