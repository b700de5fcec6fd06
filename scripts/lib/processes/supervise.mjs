// Runs the command that its arguments name, and ends it when the process that started this one is gone, even by `kill -9`:
// then its standard input closes. So nothing goes on writing into a clone that another start sets up.
import { spawn } from 'node:child_process';
import { endGroup } from './run.mjs';

const [command = '', ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.on('error', (error) => {
  console.error(`${command} cannot be run (${error.message})`);
  process.exit(1);
});
child.on('exit', (code) => process.exit(code ?? 1));
process.stdin.resume().on('close', () => endGroup(process.pid, 'SIGKILL'));
