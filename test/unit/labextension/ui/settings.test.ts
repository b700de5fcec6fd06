import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  assertPayloadSize,
  payloadSize,
} from '../../../../labextension/src/jupyter/payload-size.js';
import {
  defaults,
  LiveSettings,
  scaleChoice,
  speeds,
  startSpeed,
} from '../../../../labextension/src/ui/settings.js';
import { tensor } from '../../../../src/tensor/from-data.js';
import { panels } from '../../../../src/view/model/panels.js';
import { darkGradients, scaleOf, scales } from '../../../../src/view/picture/colour.js';
import { heatmap } from '../../../../src/view/views.js';

const schema = JSON.parse(readFileSync('labextension/schema/plugin.json', 'utf8')) as {
  properties: Record<string, { enum?: string[]; default: unknown }>;
};

afterEach(() => vi.unstubAllGlobals());

describe('the settings', () => {
  test('have the defaults and the choices of their schema', () => {
    const given = Object.entries(schema.properties).map(([name, { default: value }]) => [
      name,
      value,
    ]);
    expect(Object.fromEntries(given)).toEqual(defaults);
    const { activationColours, gradientColours, playerSpeed } = schema.properties;
    expect(activationColours!.enum).toEqual(Object.keys(scales.activation));
    expect(gradientColours!.enum).toEqual(Object.keys(scales.gradient));
    expect(playerSpeed!.enum).toEqual(speeds);
  });

  test('refuse a value that is not a choice', () => {
    // The schema holds keys of JupyterLab's own, which a strict check would refuse.
    const valid = new Ajv({ strict: false }).compile(schema);
    expect(valid({ ...defaults })).toBe(true);
    for (const wrong of [{ motion: 'none' }, { largestPayload: 0 }, { gradientColours: 'red' }]) {
      expect(valid({ ...defaults, ...wrong })).toBe(false);
    }
  });

  test('call listeners on a change, until they stop listening', () => {
    const live = new LiveSettings();
    const seen: boolean[] = [];
    const unfollow = live.listen(() => seen.push(live.current.symmetric));
    live.update({ symmetric: false });
    live.update({});
    unfollow();
    live.update({ symmetric: false });
    expect(seen).toEqual([false, true]);
  });

  test.each([
    ['auto', true, '1'],
    ['auto', false, '60'],
    ['full', true, '60'],
    ['reduced', false, '1'],
  ] as const)(
    'start the player under motion %s, where the system asks for less: %s, at %s',
    (motion, matches, speed) => {
      vi.stubGlobal('matchMedia', () => ({ matches }));
      expect(startSpeed({ ...defaults, motion, playerSpeed: '60' })).toBe(speed);
    },
  );
});

describe('the colours that were set', () => {
  const gradient = panels(heatmap(tensor([-3, 0, 5]), { role: 'gradient' }))[0]!;

  test('are symmetric about 0, or from the least to the greatest value', () => {
    expect(scaleOf(gradient, scaleChoice(defaults, false)).range).toEqual([-5, 5]);
    const free = scaleChoice({ ...defaults, symmetric: false }, false);
    expect(scaleOf(gradient, free).range).toEqual([-3, 5]);
  });

  test('are those of the named scale for the panel’s role', () => {
    const chosen = {
      ...defaults,
      gradientColours: 'teal-brown',
      activationColours: 'grey',
    } as const;
    const choice = scaleChoice(chosen, false);
    expect(scaleOf(gradient, choice).stops).toBe(scales.gradient['teal-brown']);
    expect(scaleOf(gradient, scaleChoice(chosen, true)).stops).toBe(darkGradients['teal-brown']);
    const activation = panels(heatmap(tensor([1, 2]), { role: 'activation' }))[0]!;
    expect(scaleOf(activation, choice).stops).toBe(scales.activation.grey);
  });
});

describe('a payload’s size', () => {
  test('is the size of its arrays, or of its text', () => {
    expect(payloadSize('12345')).toBe(5);
    expect(payloadSize({ arrays: { x: { data: 'abcd' }, din: { data: 'ab' } } })).toBe(6);
  });

  test.each([null, undefined, 7, [], { arrays: null }, { arrays: { x: null, y: { data: 3 } } }])(
    'is 0 for %j, which the decoder refuses',
    (payload) => expect(payloadSize(payload)).toBe(0),
  );

  test('is refused above the setting, in one line that names both', () => {
    const payload = { arrays: { x: { data: 'a'.repeat(1_500_000) } } };
    expect(() => assertPayloadSize(payload, 1)).toThrow(/1\.50 MB.*“Largest payload” is 1 MB/);
    expect(() => assertPayloadSize(payload, 1.5)).not.toThrow();
  });
});
