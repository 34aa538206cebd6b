// Passkeys: the two requests of signing in and of registering, with the browser's question between them.

const decode = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};
const encode = (bytes) => {
  const plain = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

async function send(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.errors?.[0]?.message ?? answer.detail);
  return answer;
}

const credentials = (list) => list?.map((credential) => ({ ...credential, id: decode(credential.id) }));

/** A credential as the server reads it. */
function written(credential) {
  const { response } = credential;
  const fields = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const values = fields.filter((field) => response[field]).map((field) => [field, encode(response[field])]);
  const answer = Object.fromEntries(values);
  // Of a registration the authenticator's data lie in the attestation.
  if (answer.attestationObject) {
    delete answer.authenticatorData;
    answer.transports = response.getTransports?.() ?? [];
  }
  return {
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: {},
    response: answer,
  };
}

async function signIn(form) {
  const { name, options } = await send("/sign-in/passkey/begin", {});
  const publicKey = {
    ...options,
    challenge: decode(options.challenge),
    allowCredentials: credentials(options.allowCredentials),
  };
  const credential = await navigator.credentials.get({ publicKey });
  const { to } = await send("/sign-in/passkey/finish", {
    ceremony: name,
    answer: written(credential),
    keep: form.elements.keep.checked,
    to: form.elements.to.value,
  });
  location.assign(to);
}

async function register(form) {
  const { name, options } = await send("/account/passkeys/begin", {
    password: form.elements.password?.value ?? "",
  });
  const publicKey = {
    ...options,
    challenge: decode(options.challenge),
    user: { ...options.user, id: decode(options.user.id) },
    excludeCredentials: credentials(options.excludeCredentials),
  };
  const credential = await navigator.credentials.create({ publicKey });
  await send("/account/passkeys/finish", {
    ceremony: name,
    answer: written(credential),
    name: form.elements.name.value,
  });
  location.reload();
}

/** Runs a ceremony, one at a time, and says why it did not succeed. */
async function run(ceremony, form, button) {
  const error = form.querySelector("[data-passkey-error]");
  error.hidden = true;
  button.disabled = true;
  try {
    await ceremony(form);
  } catch (failure) {
    const words = {
      NotAllowedError: "No passkey was used: it was not confirmed, or it took too long.",
      InvalidStateError: "This device has a passkey for the account already.",
    };
    error.textContent = words[failure.name] ?? failure.message;
    error.hidden = false;
  }
  button.disabled = false;
}

if (window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("button[data-passkey='sign-in']")) {
    button.hidden = false;
    button.addEventListener("click", () => run(signIn, button.form, button));
  }
  for (const form of document.querySelectorAll("form[data-passkey='register']")) {
    const button = form.querySelector("button");
    button.disabled = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(register, form, button);
    });
  }
}
