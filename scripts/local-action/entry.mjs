// `@github/local-action` calls the `run` of an entry of our choosing; what is published runs when it is loaded.
export const run = () => import('../../dist/index.js');
