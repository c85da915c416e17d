/**
 * Sends every response of a Google Form to Tributary, signed by the Standard Webhooks scheme.
 * 把 Google 表单的每份回答发送到 Tributary，按 Standard Webhooks 规范签名。
 *
 * How to use it, once per form:
 * 1. Open the form, then ⋮ → Apps Script, and paste this whole file in place of what is there.
 * 2. Project Settings → Script Properties: add TRIBUTARY_URL (the address of the channel
 *    google-forms, such as https://hooks.example.com/webhooks/google-forms) and TRIBUTARY_SECRET
 *    (the signing secret of the channel, whsec_…).
 * 3. Run `install` once and allow what it asks for. It sends a ping: no error means it arrived.
 * 4. In the tenant's file, name the form by its id and map its questions by their numbers: run
 *    `questions` to see them. Where "Collect email addresses" is set to "Verified", say
 *    "emailsVerified": true there.
 *
 * 使用方法（每个表单一次）：
 * 1. 打开表单 → ⋮ → Apps Script，用本文件全部内容替换原有代码。
 * 2. 项目设置 → 脚本属性：添加 TRIBUTARY_URL（渠道 google-forms 的地址）和 TRIBUTARY_SECRET（whsec_…）。
 * 3. 运行一次 `install` 并授权；它会发送一次测试，不报错即成功。
 * 4. 在租户文件中按表单编号配置字段映射；运行 `questions` 可查看每个问题的编号。
 */

/** Google mails the owner of the script when all attempts have failed. */
const ATTEMPTS = 4;

/** Starts sending, and asks whether the other side listens. */
function install() {
  const form = FormApp.getActiveForm();
  const isThere = ScriptApp.getUserTriggers(form).some(function (trigger) {
    return trigger.getHandlerFunction() === "sendResponse";
  });
  if (!isThere) ScriptApp.newTrigger("sendResponse").forForm(form).onFormSubmit().create();
  deliver("ping-" + Utilities.getUuid(), {
    type: "ping",
    timestamp: new Date().toISOString(),
    data: {},
  });
}

/** Logs the number of each question, for the mapping. */
function questions() {
  const form = FormApp.getActiveForm();
  Logger.log(form.getId() + "  " + form.getTitle());
  form.getItems().forEach(function (item) {
    Logger.log("  " + item.getId() + "  " + item.getTitle());
  });
}

/** Called by Google for every response, and again when somebody edits theirs. */
function sendResponse(event) {
  const response = event.response;
  const timestamp = response.getTimestamp().toISOString();
  const data = {
    formId: event.source.getId(),
    formTitle: event.source.getTitle(),
    responseId: response.getId(),
    answers: response.getItemResponses().map(function (answer) {
      const item = answer.getItem();
      return { id: String(item.getId()), title: item.getTitle(), value: answer.getResponse() };
    }),
  };
  const email = response.getRespondentEmail();
  if (email) data.email = email;
  deliver(data.responseId + "-" + response.getTimestamp().getTime(), {
    type: "form.response",
    timestamp: timestamp,
    data: data,
  });
}

/** The same id at every attempt; the time, and so the signature, are of the attempt. */
function deliver(id, payload) {
  const properties = PropertiesService.getScriptProperties();
  const url = properties.getProperty("TRIBUTARY_URL");
  const secret = properties.getProperty("TRIBUTARY_SECRET");
  if (!url || !secret) throw new Error("Set TRIBUTARY_URL and TRIBUTARY_SECRET first.");
  const body = JSON.stringify(payload);
  let answered = "nothing";
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) Utilities.sleep(5000 * Math.pow(3, attempt - 1));
    try {
      const status = post(url, secret, { id: id, body: body });
      if (status >= 200 && status < 300) return;
      answered = "status " + status;
    } catch (error) {
      answered = String(error);
    }
  }
  throw new Error("Tributary was not reached in " + ATTEMPTS + " attempts: " + answered);
}

function post(url, secret, message) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signed = Utilities.newBlob(message.id + "." + timestamp + "." + message.body).getBytes();
  const key = Utilities.base64Decode(secret.replace(/^whsec_/, ""));
  const signature = Utilities.base64Encode(Utilities.computeHmacSha256Signature(signed, key));
  const response = UrlFetchApp.fetch(url, {
    method: "post",
    contentType: "application/json",
    headers: {
      "webhook-id": message.id,
      "webhook-timestamp": timestamp,
      "webhook-signature": "v1," + signature,
    },
    payload: Utilities.newBlob(message.body, "application/json").getBytes(),
    followRedirects: false,
    muteHttpExceptions: true,
  });
  return response.getResponseCode();
}
