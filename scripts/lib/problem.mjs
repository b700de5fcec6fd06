// What goes wrong, in one line: `what is wrong; what to do`. Home-made, since it is of the tools that set the clone up.
import fs from 'node:fs';
import path from 'node:path';

/** What stops a command; its message is the line to print. */
export class Problem extends Error {}

/** JupyterLab was only asked something, like `--version`: its answer, instead of a server. */
export class Said extends Error {}

/** A package registry could not be reached. */
export class NoNetwork extends Problem {}

/** Someone pressed Ctrl-C, or the terminal closed. */
export class Stopped extends Error {}

const again = 'and run the command again';
const diskFull = `the disk is full; free about 2 GB ${again}`;
const noNetwork = `the package registry cannot be reached; connect to the network (or set the proxy) ${again}`;

/** What the output of npm, pip and tsc tells, the surest sign first. @type {readonly [RegExp, string][]} */
const signs = [
  [/\bENOSPC\b|No space left on device|\bEDQUOT\b|Disk quota exceeded/, diskFull],
  [
    /\bensurepip\b/,
    `this Python has no whole ensurepip module; install it (Debian, Ubuntu: apt install python3-venv) ${again}`,
  ],
  [
    /DO NOT MATCH THE HASHES|\bEINTEGRITY\b/,
    `a downloaded package is not the one that the lock file names; clear the cache (pip cache purge, npm cache clean --force) ${again}`,
  ],
  [
    /\b(ENOTCACHED|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)\b|NewConnectionError|ConnectTimeoutError|NameResolutionError|ProxyError|ReadTimeoutError|Max retries exceeded/,
    noNetwork,
  ],
];

/** The cause of a failed command, in one line. @param {string} output */
export function causeIn(output) {
  const [, known] = signs.find(([sign]) => sign.test(output)) ?? [];
  if (known) return known;
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const own = lines.filter((line) => !line.startsWith('npm error'));
  const last = own.filter((line) => /error/i.test(line)).at(-1) ?? lines.at(-1);
  return last?.trim() ?? 'it ended without a word';
}

/** A failed command as a problem: its cause, and the log with all of its output. @param {string} output @param {string} log */
export function problemIn(output, log) {
  const cause = causeIn(output);
  const Kind = cause === noNetwork ? NoNetwork : Problem;
  return new Kind(`${cause} (all of it: ${log})`);
}

/**
 * Any error as the one line to print. Only one that nobody foresaw leaves its stack, in a log.
 *
 * @param {unknown} error
 * @param {string} state folder for the log
 * @returns {string}
 */
export function lineOf(error, state) {
  if (error instanceof Problem || error instanceof Stopped) return error.message;
  const { code = '', path: file } = /** @type {NodeJS.ErrnoException} */ (error);
  if (/^(ENOSPC|EDQUOT)$/.test(code)) return diskFull;
  if (/^(EACCES|EPERM|EROFS)$/.test(code))
    return `${file} cannot be written (${code}); give yourself write access to the clone ${again}`;
  const log = path.join(state, 'start.log');
  fs.mkdirSync(state, { recursive: true });
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  fs.writeFileSync(log, `${stack}\n`);
  return `unexpected: ${message}; the details are in ${log}`;
}
