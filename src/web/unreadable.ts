// Requests that Node.js itself refuses, before there is anything a route could answer: they get words too, as plain text.
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

/** Status, what is wrong, and what to do, by the code of the error. */
const refusals: Readonly<Record<string, readonly [status: number, what: string, cure: string]>> = {
  HPE_HEADER_OVERFLOW: [
    431,
    'the request cannot be read: its address and headers are longer than 16 KB',
    'Shorten them, or send what is long in the body: POST /api/search.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    408,
    'the request cannot be read: it did not arrive in time',
    'Send it again, in smaller parts.',
  ],
};
interface RefusedError extends NodeJS.ErrnoException {
  /** What had arrived last. */
  readonly rawPacket?: Buffer;
}

const broken = [400, 'the request cannot be read: it is not HTTP', 'Check what sends it.'] as const;

/** Makes the server say why it refuses a request, instead of closing the connection without a word. */
export function explainUnreadable(server: Server): void {
  server.on('clientError', (cause: RefusedError, socket: Socket) => {
    if (cause.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const [status, what, cure] = refusals[cause.code ?? ''] ?? broken;
    const isHead = cause.rawPacket?.subarray(0, 5).toString() === 'HEAD ';
    const body = isHead ? '' : `${what}\n${cure}\n`;
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: text/plain; charset=utf-8\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  });
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const body = 'Expect: this server knows only 100-continue\nLeave the header out.\n';
    response.writeHead(417, {
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
      Connection: 'close',
    });
    response.end(body);
  });
}
