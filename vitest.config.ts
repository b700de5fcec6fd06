import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { poolscope: new URL('src/index.ts', import.meta.url).pathname } },
  test: { include: ['test/unit/**/*.test.ts', 'test/properties/**/*.test.ts'] },
});
