// The token of a one-time link stands behind "#": the browser sends it nowhere. It leaves the address
// line at once, and is kept for as long as the page is.
let token = "";

export function takeLinkToken(): string {
  const found = window.location.hash.slice(1);
  if (found) {
    token = found;
    window.history.replaceState(window.history.state, "", window.location.pathname);
  }
  return token;
}
