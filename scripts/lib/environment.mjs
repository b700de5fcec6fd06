import fs from 'node:fs';
import path from 'node:path';
import { ask, findPython, pythonEnv, withoutNode } from './python.mjs';
import { run } from './run.mjs';
import { hashOf } from './stamp.mjs';
import { pip } from './steps.mjs';

/**
 * @typedef {import('./clone.mjs').Clone} Clone
 * @typedef {import('./steps.mjs').Step} Step
 * @typedef {import('./steps.mjs').Tools} Tools
 */

/**
 * A Python environment besides the clone's own, for what is large or of another version.
 *
 * @typedef {object} Environment
 * @property {string} id            its folder under .poolscope
 * @property {string} name          what it holds, for people
 * @property {string} requirements  pip's file, from the clone's root
 * @property {string[]} options     of pip, for that file
 * @property {(tools: Tools) => Promise<void>} [after] what is left to do in it
 */

/**
 * A clone with another environment in place of its own.
 *
 * @param {Clone} clone
 * @param {string} id
 * @returns {Clone}
 */
export function environmentAt(clone, id) {
  const venv = path.join(clone.state, id);
  return { ...clone, venv, python: path.join(venv, path.relative(clone.venv, clone.python)) };
}

/**
 * The steps that make an environment, and put the wheel that a user gets into it.
 *
 * @param {Clone} clone
 * @param {Environment} environment
 * @returns {Step[]}
 */
export function environmentSteps(clone, environment) {
  return [packages(clone, environment), wheel(clone, environment)];
}

/** @param {Clone} clone @param {Environment} environment @returns {Step} */
function packages(clone, { id, name, requirements, options, after }) {
  const own = environmentAt(clone, id);
  return {
    id: `${id}-packages`,
    name,
    doing: `installing ${name} into .poolscope/${id}`,
    done: `installed ${name} into .poolscope/${id}`,
    // An environment holds its own path, so it doesn't outlive a move of the clone.
    inputs: () => hashOf(clone.root, [requirements], [process.platform, process.arch, clone.root]),
    result: () => resultOf(own),
    async work(tools) {
      const python = await findPython();
      const log = path.join(clone.state, `${id}-packages.log`);
      await fs.promises.rm(own.venv, { recursive: true, force: true });
      try {
        await run(python.base, ['-m', 'venv', own.venv], { log, ...tools });
        const file = path.join(clone.root, requirements);
        await pip(own, `${id}-packages`, tools, ['--no-compile', ...options, '-r', file]);
        await after?.(tools);
      } catch (error) {
        await fs.promises.rm(own.venv, { recursive: true, force: true });
        throw error;
      }
    },
  };
}

/** @param {Clone} clone @param {Environment} environment @returns {Step} */
function wheel(clone, { id, name, requirements }) {
  const own = environmentAt(clone, id);
  const wheels = path.join(clone.state, 'wheel');
  return {
    id: `${id}-wheel`,
    name: `poolscope beside ${name}`,
    doing: 'installing the wheel a user gets',
    done: 'installed the wheel a user gets',
    inputs: () =>
      hashOf(clone.root, ['labextension/pyproject.toml', 'labextension/poolscope', requirements]),
    result: () => resultOf(own),
    async work(tools) {
      const offline = ['--no-index', '--no-deps'];
      const log = path.join(clone.state, `${id}-wheel.log`);
      await fs.promises.rm(wheels, { recursive: true, force: true });
      // Built with the clone's own environment, which has what builds it.
      const build = ['-m', 'pip', 'wheel', ...offline, '--no-build-isolation', '-w', wheels];
      await run(clone.python, [...build, path.join(clone.root, 'labextension')], {
        env: pythonEnv(clone),
        log,
        ...tools,
      });
      const built = fs.readdirSync(wheels).map((file) => path.join(wheels, file));
      // A wheel asks for no Node: it is put in as where there is none.
      const env = withoutNode(pythonEnv(own));
      await pip(own, `${id}-wheel`, tools, [...offline, '--force-reinstall', ...built], env);
    },
  };
}

/** @param {Clone} own @returns {Promise<string>} */
async function resultOf(own) {
  return hashOf(own.venv, ['pyvenv.cfg'], (await ask(own.python))?.version.map(String));
}
