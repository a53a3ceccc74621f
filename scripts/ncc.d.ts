/** The part of ncc's programmatic interface that the build uses; the package has no types of its own. */
declare module '@vercel/ncc' {
  interface Options {
    cache?: false | string;
    quiet?: boolean;
    sourceMap?: boolean;
    sourceMapRegister?: boolean;
    target?: string;
    transpileOnly?: boolean;
  }

  interface Bundle {
    code: string;
    map: string | undefined;
    assets: Record<string, { source: string | Buffer }>;
  }

  export default function ncc(entry: string, options?: Options): Promise<Bundle>;
}
