// Asks the device for a passkey and sends its answer with the form. WebAuthn speaks in bytes, the server in base64url.

const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const textOf = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const withBytes = (descriptors = []) => descriptors.map((known) => ({ ...known, id: bytesOf(known.id) }));

async function register(options) {
  return navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytesOf(options.challenge),
      user: { ...options.user, id: bytesOf(options.user.id) },
      excludeCredentials: withBytes(options.excludeCredentials),
    },
  });
}

async function use(options) {
  return navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytesOf(options.challenge),
      allowCredentials: withBytes(options.allowCredentials),
    },
  });
}

function answerOf({ id, rawId, type, response }) {
  const said = { clientDataJSON: textOf(response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) said[part] = textOf(response[part]);
  }
  if (response.getTransports) said.transports = response.getTransports();
  return { id, rawId: textOf(rawId), type, response: said };
}

async function ask(form) {
  const options = JSON.parse(form.dataset.options);
  const problem = form.querySelector("[role=alert]");
  problem.hidden = true;
  try {
    const credential = await (form.dataset.passkey === "register" ? register(options) : use(options));
    const extensions = JSON.stringify(credential.getClientExtensionResults());
    form.elements.credential.value = JSON.stringify({ ...answerOf(credential), extensions });
    form.submit();
  } catch {
    problem.hidden = false;
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.querySelector("button").addEventListener("click", () => ask(form));
  ask(form);
}
