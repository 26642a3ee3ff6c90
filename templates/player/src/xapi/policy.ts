// The page may connect anywhere until the launch has named the LRS: nobody knew it when the page was built. A further policy
// can only narrow what the first one allows (CSP, 8.1), so from here on it is the LRS and the labs' proxy.

/** Allows connections to the package itself and to these addresses' origins alone. */
export function narrow(addresses: readonly (string | null | undefined)[]): void {
  const origins = addresses.flatMap((address) => {
    try {
      return address ? [new URL(address, location.href).origin] : [];
    } catch {
      return [];
    }
  });
  const meta = document.createElement("meta");
  meta.httpEquiv = "Content-Security-Policy";
  meta.content = `connect-src ${["'self'", ...new Set(origins)].join(" ")}`;
  document.head.append(meta);
}
