/**
 * What is loaded only where it is needed: the Action keeps it in files of its own, and the command line is one file. What is
 * named here comes into that file, and is still run only where it is needed. `test/step/npx.test.ts` counts the files.
 */
export const whole = () => [import(/* webpackMode: "eager" */ '../babysea/proxy.ts')];
