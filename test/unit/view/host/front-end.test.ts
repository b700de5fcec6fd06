import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { lacksExtensions, lacksOurs } from '../../../../src/view/host/front-end.js';

const signs = ['VSCODE_PID', 'VSCODE_CWD', 'JPY_SESSION_NAME', 'JPY_PARENT_PID', 'JUPYTER_PATH'];

beforeEach(() => {
  for (const name of signs) vi.stubEnv(name, undefined);
});
afterEach(() => void vi.unstubAllEnvs());

describe('a front end that takes no extensions', () => {
  test('is VS Code, whose variables its kernels inherit', () => {
    expect(lacksExtensions()).toBe(false);
    vi.stubEnv('VSCODE_CWD', '/');
    expect(lacksExtensions()).toBe(true);
  });

  test('is not a JupyterLab that was started in VS Code’s terminal: that has a server', () => {
    vi.stubEnv('VSCODE_PID', '7');
    vi.stubEnv('JPY_SESSION_NAME', 'notebook.ipynb');
    expect(lacksExtensions()).toBe(false);
  });
});

describe('a JupyterLab without the extension', () => {
  test('is not looked for where no server started the kernel', () => {
    vi.stubEnv('JPY_PARENT_PID', `${process.pid}`);
    expect(lacksOurs()).toBe(false);
  });

  test('cannot be told where the server’s environment is not found', () => {
    vi.stubEnv('JPY_SESSION_NAME', 'notebook.ipynb');
    vi.stubEnv('JPY_PARENT_PID', '0'); // no process is
    expect(lacksOurs()).toBe(false);
  });
});
