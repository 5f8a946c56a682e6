import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const css = readFileSync(join(import.meta.dirname, 'base.css'), 'utf8');
const tokens = Object.fromEntries(
  [...css.matchAll(/--([\w-]+): light-dark\((#[\da-f]{6}), (#[\da-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
);

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

test('contrast is reckoned as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

/** Text against what it stands on: 4.5 (1.4.3 AA); outlines and rings: 3 (1.4.11 AA). */
const pairs: readonly (readonly [string, string, number])[] = [
  ...['bg', 'surface', 'stage', 'tile'].map((below) => ['text', below, 4.5] as const),
  ...['bg', 'surface', 'stage', 'tile'].map((below) => ['muted', below, 4.5] as const),
  ...['bg', 'surface'].map((below) => ['accent', below, 4.5] as const),
  ...['bg', 'surface'].map((below) => ['danger', below, 4.5] as const),
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'accent-strong', 4.5],
  ['on-danger', 'danger', 4.5],
  ['on-notice', 'notice', 4.5],
  ['edge', 'surface', 3],
  ['edge', 'bg', 3],
  ['accent', 'stage', 3],
];

test.each(pairs)('%s on %s has a contrast of %d or more, light and dark', (above, below, least) => {
  for (const theme of ['light', 'dark'] as const) {
    const [one, other] = [tokens[above]?.[theme], tokens[below]?.[theme]];
    expect(contrast(one ?? '', other ?? ''), theme).toBeGreaterThanOrEqual(least);
  }
});

/** CSS Color 4 §7.1, as #rrggbb. */
function hsl(hue: number, saturation: number, lightness: number): string {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number) => {
    const at = (offset + hue / 30) % 12;
    const value = lightness - reach * Math.max(-1, Math.min(at - 3, 9 - at, 1));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}

test('white initials can be read on every colour that a name can give', () => {
  const all = ['base.css', 'call.css'].map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'));
  const saturation = Number(/hsl\(var\(--hue\) (\d+)%/.exec(all.join(''))?.[1]) / 100;
  const lights = [...all.join('').matchAll(/--avatar-light: (\d+)%/g)].map(
    ([, light]) => Number(light) / 100,
  );
  expect(lights.length).toBeGreaterThan(0);
  const contrasts = lights.flatMap((light) =>
    Array.from({ length: 360 }, (_, hue) => contrast(hsl(hue, saturation, light), '#ffffff')),
  );
  expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(4.5);
});
