// Scripts of the package that are fetched when they are first needed. They are classic scripts, not modules and not
// JSON: those do not load from file://, where the mobile app plays a package.

const loading = new Map<string, Promise<void>>();

/** Loads a script once; rejects where it cannot be had, and the next call tries again. */
export function loadScript(file: string): Promise<void> {
  const load =
    loading.get(file) ??
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = file;
      script.onload = () => resolve();
      script.onerror = () => {
        script.remove();
        loading.delete(file);
        reject(new Error(file));
      };
      document.head.append(script);
    });
  loading.set(file, load);
  return load;
}
