// Passkeys as the browser has them (navigator.credentials) and as the API says them: base64url texts.
import { call, methods } from "./client";
import type { PasskeyAssertion, PasskeyCreation, PasskeyRequest, Session } from "./generated/schema";

// Passkeys belong to a name: no browser makes them for an address by number.
const isNumber = /^(\[.*\]|[\d.]+)$/.test(window.location.hostname);

/// Whether this page may ask for a passkey at all: a secure context with a name, and a browser that has them.
export const passkeysWork = (): boolean => typeof PublicKeyCredential === "function" && window.isSecureContext && !isNumber;

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function textOf(bytes: ArrayBuffer | null): string {
  const plain = String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer(0)));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const ids = (list: readonly string[]): PublicKeyCredentialDescriptor[] => list.map((id) => ({ type: "public-key", id: bytesOf(id) }));

/// The person said no, or took too long: the browser does not tell which.
export class PasskeyNotGiven extends Error {
  constructor() {
    super("No passkey was given. Try again, or use another way.");
  }
}

async function credentialFrom(asked: Promise<Credential | null>): Promise<PublicKeyCredential> {
  const given = await asked.catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "InvalidStateError")
      throw new Error("This device has a passkey for your account already.");
    throw new PasskeyNotGiven();
  });
  if (!given) throw new PasskeyNotGiven();
  return given as PublicKeyCredential;
}

export async function makePasskey(wanted: PasskeyCreation): Promise<{ client_data: string; attestation_object: string }> {
  const made = await credentialFrom(
    navigator.credentials.create({
      publicKey: {
        challenge: bytesOf(wanted.challenge),
        rp: { id: wanted.rp_id, name: wanted.rp_name },
        user: { id: bytesOf(wanted.user_handle), name: wanted.user_name, displayName: wanted.user_display_name },
        pubKeyCredParams: wanted.algorithms.map((alg) => ({ type: "public-key", alg })),
        excludeCredentials: ids(wanted.known_credential_ids),
        authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
        attestation: "none",
        timeout: 300_000,
      },
    }),
  );
  const response = made.response as AuthenticatorAttestationResponse;
  return { client_data: textOf(response.clientDataJSON), attestation_object: textOf(response.attestationObject) };
}

export async function askPasskey(wanted: PasskeyRequest): Promise<PasskeyAssertion> {
  const given = await credentialFrom(
    navigator.credentials.get({
      publicKey: {
        challenge: bytesOf(wanted.challenge),
        rpId: wanted.rp_id,
        allowCredentials: ids(wanted.credential_ids),
        userVerification: "required",
        timeout: 300_000,
      },
    }),
  );
  const response = given.response as AuthenticatorAssertionResponse;
  return {
    credential_id: textOf(given.rawId),
    client_data: textOf(response.clientDataJSON),
    authenticator_data: textOf(response.authenticatorData),
    signature: textOf(response.signature),
    user_handle: textOf(response.userHandle),
  };
}

/// Signs in with whichever passkey the person chooses.
export async function signInWithPasskey(): Promise<Session | undefined> {
  const assertion = await askPasskey(await call(methods.beginPasskeySignIn, {}));
  return (await call(methods.signInWithPasskey, { assertion })).session;
}

/// Shows one of the person's own passkeys as the second factor.
export async function showPasskey(): Promise<Session | undefined> {
  const assertion = await askPasskey(await call(methods.beginPasskeyProof, {}));
  return (await call(methods.showPasskey, { assertion })).session;
}
