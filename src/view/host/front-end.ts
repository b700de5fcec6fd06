// What the front end of this kernel is known to lack.

/** Whether a Jupyter server started the kernel: those that JupyterLab and Notebook belong to do. */
const hasServer = (): boolean => process.env.JPY_SESSION_NAME !== undefined;

/**
 * Whether the front end draws HTML and takes no extension of JupyterLab: VS Code, whose variables a
 * kernel inherits. A JupyterLab that was started in VS Code's terminal inherits them too, but has a
 * server.
 * @see https://github.com/microsoft/vscode-python/issues/5875
 */
export function lacksExtensions(): boolean {
  const { VSCODE_PID, VSCODE_CWD } = process.env;
  return (VSCODE_PID ?? VSCODE_CWD) !== undefined && !hasServer();
}

/**
 * Whether the JupyterLab that started the kernel has no extension of poolscope, in its environment or
 * the user's; false where that can't be found out.
 */
export function lacksOurs(): boolean {
  const { JPY_PARENT_PID: server } = process.env;
  if (!hasServer() || server === undefined || process.platform === 'win32') return false;
  const { execFileSync } = process.getBuiltinModule('child_process');
  const { existsSync } = process.getBuiltinModule('fs');
  const { dirname, isAbsolute, join } = process.getBuiltinModule('path');
  let python: string | undefined;
  try {
    const command = execFileSync('ps', ['-o', 'args=', '-p', server], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    [python] = command.split(' ');
  } catch {
    return false;
  }
  if (python === undefined || !isAbsolute(python)) return false;
  const user = join(process.getBuiltinModule('os').homedir(), '.local', 'share', 'jupyter');
  const more = (process.env.JUPYTER_PATH ?? '').split(':').filter((path) => path !== '');
  const places = [join(dirname(python), '..', 'share', 'jupyter'), user, ...more];
  return !places.some((place) => existsSync(join(place, 'labextensions', '@poolscope')));
}
