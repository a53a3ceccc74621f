/** The sandbox servers, with faults. */
import {
  type BabySeaEndpoint,
  type BabySeaOptions,
  startBabySea as start,
  type BabySeaSandbox as WellBehavedBabySea,
} from '../../sandbox/babysea/index.ts';
import {
  type GitHubEndpoint,
  type GitHubOptions,
  startGitHub as startHub,
  type GitHubSandbox as WellBehavedGitHub,
} from '../../sandbox/github/index.ts';
import { type Faults, withFaults } from './faults.ts';

export type BabySeaSandbox = WellBehavedBabySea & { readonly faults: Faults<BabySeaEndpoint> };
export type GitHubSandbox = WellBehavedGitHub & { readonly faults: Faults<GitHubEndpoint> };

export async function startBabySea(options?: BabySeaOptions): Promise<BabySeaSandbox> {
  return withFaults<BabySeaEndpoint, WellBehavedBabySea>(await start(options));
}

export async function startGitHub(options?: GitHubOptions): Promise<GitHubSandbox> {
  return withFaults<GitHubEndpoint, WellBehavedGitHub>(await startHub(options));
}
