import { describe, expect, test } from 'vitest';
import { pushEvent } from '../../sandbox/github/index.ts';
import { asDelivered } from '../support/events.ts';
import { PLAN, type Scene } from '../support/in-process.ts';
import { activity, arrangeSides, planOf, REPOSITORY } from '../support/sides.ts';

/** A newer commit at the head of the scene's pull request. */
function push(scene: Scene, sha: string): void {
  scene.pull.commits.push(scene.pull.head.sha);
  scene.pull.head.sha = sha.padEnd(40, '0');
  scene.repo.files[scene.pull.head.sha] = { [PLAN]: planOf(1, '100') };
}

function writes(scene: Scene): string[] {
  return scene.github.requests
    .filter(({ method, endpoint }) => method !== 'GET' && endpoint !== 'graphql')
    .map(({ endpoint }) => String(endpoint));
}

describe('the same run again', () => {
  test.each(['pull_request', 'pull_request_target', 'merge_group', 'push'] as const)(
    'on `%s` writes nothing',
    async (name) => {
      const scene = await arrangeSides();
      const { ref, sha } = scene.pull.head;
      const on = name === 'push' ? asDelivered(pushEvent(scene.github, REPOSITORY, ref, sha), REPOSITORY) : name;
      const first = await scene.run({ on, env: { GITHUB_RUN_ID: '1' } });
      const again = await scene.run({ on, env: { GITHUB_RUN_ID: '1', GITHUB_RUN_ATTEMPT: '2' } });
      expect(writes(scene)).toEqual(['create-comment']);
      expect(again.outputs).toEqual(first.outputs);
    },
  );
});

describe('an older run that ends after a newer one', () => {
  test.each(['pull_request', 'pull_request_target'] as const)(
    'on `%s` leaves the comment alone, and says so',
    async (name) => {
      const scene = await arrangeSides();
      const older = activity(scene, 'synchronize', name);
      push(scene, 'b1b1b1b');
      await scene.run({ on: activity(scene, 'synchronize', name) });
      const { body, updatedAt } = scene.comment();
      const step = await scene.run({ on: older });
      expect(scene.comment()).toMatchObject({ body, updatedAt });
      expect(body).toContain('b1b1b1b');
      expect(step.outputs).toMatchObject({ verdict: 'fail', 'comment-id': '' });
      expect(step.messages('notice')).toContainEqual(
        expect.stringMatching(
          /head of the pull request #7 is `b1b1b1b` now, so the comment is left to the run of that commit/,
        ),
      );
      expect(step.messages('warning')).toEqual([]);
    },
  );
});
