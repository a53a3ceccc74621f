/** What a view says of the run beside the report; all of it may be unknown, as on a developer's machine. */
export interface RunContext {
  /** The region or origin that was asked for prices. */
  readonly api: string;
  /** `https://github.com/owner/name` */
  readonly repositoryUrl?: string | undefined;
  /** The full SHA of the commit whose plans these are. */
  readonly commit?: string | undefined;
  readonly runUrl?: string | undefined;
}

/** A section that shows as many of its entries as there is room for. All else in it is rendered once, however often it is asked. */
export type Fitting = (room: number) => string;

/** How many of each part a body shows; what is left out is counted in its place. */
export interface Room {
  readonly lines: number;
  /** Rows of the table of plans. */
  readonly plans: number;
  /** Violations, and problems, each. */
  readonly findings: number;
}
