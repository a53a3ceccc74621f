/** BabySea and GitHub as local servers, in a process of their own: their processor time counts for nobody. */
import { startBabySea } from '../../sandbox/babysea/index.ts';
import { pullRequestEvent, startGitHub } from '../../sandbox/github/index.ts';
import { MODELS } from './plans.ts';

let close = async () => {};

// Each message starts new servers, which close the old ones. `base` is the plan of the base branch.
process.on('message', async ({ latencyMs, base }: { readonly latencyMs: number; readonly base: string }) => {
  await close();
  const babysea = await startBabySea({ balance: '1000000.000', models: MODELS, latencyMs });
  const github = await startGitHub({ latencyMs });
  const files = { main: { 'generation-plan.yml': base } };
  github.addRepo('studio/catalogue', { files, pulls: [{ number: 7 }] });
  close = () => Promise.all([babysea.close(), github.close()]).then(() => undefined);
  process.send?.({ babyseaUrl: babysea.url, ...pullRequestEvent(github, 'studio/catalogue', 7) });
});
process.on('disconnect', () => process.exit());
