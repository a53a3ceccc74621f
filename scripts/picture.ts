/**
 * `npm run picture`: the README's pictures, of the comment on the demo's plan that the balance cannot pay for.
 *
 * `npm run picture -- FILE.md OUT_PREFIX [--open]`: pictures of any comment as GitHub shows it, in light and dark, with
 * the folded parts open where `--open` is given.
 *
 * Needs a Chromium: the one that `CHROMIUM` names, or the system's.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { play } from '../sandbox/demo/play.ts';
import { scenarios } from '../sandbox/demo/scenarios.ts';
import { ROOT } from './bundle.ts';
import { renderComment } from './github-markdown.ts';

const { positionals, values } = parseArgs({ allowPositionals: true, options: { open: { type: 'boolean' } } });
const [file, prefix = path.join(ROOT, 'docs', 'comment')] = positionals;
if (positionals.length === 1 || positionals.length > 2) {
  console.error('Usage: npm run picture -- [FILE.md OUT_PREFIX] [--open]');
  process.exit(2);
}

const THEMES = {
  light: { background: '#ffffff', border: '#d1d9e0', mermaid: 'default' },
  dark: { background: '#0d1117', border: '#3d444d', mermaid: 'dark' },
} as const;
type Theme = keyof typeof THEMES;

/** CSS pixels, as in a pull request's conversation on a wide screen. */
const COMMENT_WIDTH = 800;

const { resolve } = createRequire(import.meta.url);
const html = renderComment(file === undefined ? await demoComment() : await readFile(file, 'utf8')).html();
const browser = await launch();
try {
  for (const theme of ['light', 'dark'] as const) {
    const out = `${prefix}-${theme}.png`;
    await takePicture(browser, theme, out);
    console.log(out);
  }
} finally {
  await browser.close();
}

/** The comment of the demo, as it would be on github.com. */
async function demoComment(): Promise<string> {
  const scenario = scenarios.find(({ folder }) => folder === 'examples/short-of-balance');
  if (scenario === undefined) throw new Error('The demo has no plan that the balance cannot pay for any more.');
  const { inputs, comments } = await play(scenario, path.join(ROOT, 'dist', 'index.js'), ROOT);
  const body = comments[0]?.body ?? '';
  return body.replaceAll(inputs['base-url'] ?? '', 'us').replace(/http:\/\/127\.0\.0\.1:\d+/g, 'https://github.com');
}

function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

async function takePicture(browser: Browser, theme: Theme, out: string): Promise<void> {
  const { background, border, mermaid } = THEMES[theme];
  const page = await browser.newPage({
    viewport: { width: COMMENT_WIDTH + 100, height: 600 },
    deviceScaleFactor: 2,
    colorScheme: theme,
  });
  await page.setContent(`<!doctype html><main><article class="markdown-body">${html}</article></main>`);
  await page.addStyleTag({ path: resolve(`github-markdown-css/github-markdown-${theme}.css`) });
  await page.addStyleTag({
    content: `
      body { margin: 0; background: ${background} }
      main { width: max-content; padding: 16px }
      .markdown-body { width: ${COMMENT_WIDTH}px; padding: 16px; border: 1px solid ${border}; border-radius: 6px;
        font-size: 14px }`,
  });
  await page.addScriptTag({ path: resolve('mermaid/dist/mermaid.min.js') });
  // As text, for it runs in the page. A chart is only laid out where it is seen, so the folds close after it.
  await page.evaluate(`(async () => {
    for (const details of document.querySelectorAll('details')) details.dataset.was = String(details.open);
    for (const details of document.querySelectorAll('details')) details.open = true;
    for (const code of document.querySelectorAll('code.language-mermaid')) {
      const chart = Object.assign(document.createElement('div'), { className: 'mermaid', textContent: code.textContent });
      code.parentElement.replaceWith(chart);
    }
    mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', theme: '${mermaid}' });
    await mermaid.run();
    for (const details of document.querySelectorAll('details')) {
      details.open = ${values.open === true} || details.dataset.was === 'true';
    }
  })()`);
  await page.locator('main').screenshot({ path: out });
  await page.close();
}
