// Drag and drop of several files: each is sent by itself, followed by itself, and fails by itself.

import { chip, element } from "./dom.js";
import { watch } from "./stream.js";

const AT_ONCE = 2; // uploads in flight; old office networks choke on more

export function start(section) {
  const drop = section.querySelector("#drop");
  const input = section.querySelector("#files");
  const list = section.querySelector("#upload-list");
  const panel = section.querySelector("#uploads");
  const summary = section.querySelector("#upload-summary");
  const largest = Number(section.dataset.max);
  const waiting = [];
  const tally = { all: 0, read: 0, failed: 0 };
  let running = 0;

  input.addEventListener("change", () => {
    add(input.files);
    input.value = "";
  });
  if (input.files.length) {
    add(input.files); // chosen before this script had arrived
    input.value = "";
  }
  for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, over);
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    add(event.dataTransfer.files);
  });
  // A file that misses the frame must not replace the page.
  for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault());
  window.addEventListener("beforeunload", (event) => {
    if (running || waiting.length) event.preventDefault();
  });

  function over(event) {
    event.preventDefault();
    drop.classList.add("over");
  }

  function add(files) {
    panel.hidden = panel.hidden && !files.length;
    const nothing = document.querySelector("#recent .empty");
    if (nothing && files.length) nothing.closest("section").hidden = true; // "no documents yet" is about to be untrue
    for (const file of files) {
      const line = makeLine(file);
      list.append(line.item);
      tally.all += 1;
      if (file.size === 0) fail(line, "Tệp rỗng, không có nội dung.", "Hãy kiểm tra lại tệp hoặc xin lại từ nơi gửi.");
      else if (file.size > largest)
        fail(line, `Tệp lớn hơn ${Math.round(largest / 1048576)} MB.`, "Hãy tách tệp, hoặc quét lại ở 300 dpi trắng đen.");
      else waiting.push({ file, line });
    }
    tell();
    next();
  }

  function next() {
    while (running < AT_ONCE && waiting.length) {
      running += 1;
      const { file, line } = waiting.shift();
      upload(file, line).finally(() => {
        running -= 1;
        next();
      });
    }
  }

  function upload(file, line) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest(); // fetch cannot tell how much has been sent
      const body = new FormData();
      body.append("file", file);
      request.open("POST", "/tai-len");
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) show(line, "Đang gửi", "busy", "upload", event.loaded, event.total, `${Math.round((100 * event.loaded) / event.total)}%`);
      });
      request.upload.addEventListener("load", () => show(line, "Đang kiểm tra tệp", "busy", "clock", 0, 0, ""));
      request.addEventListener("load", () => {
        answered(request, line);
        resolve();
      });
      request.addEventListener("error", () => {
        fail(line, "Không gửi được tệp vì mất liên lạc với máy chủ.", "Hãy kiểm tra mạng nội bộ rồi tải lại tệp này.");
        resolve();
      });
      request.send(body);
    });
  }

  function answered(request, line) {
    let answer = {};
    try {
      answer = JSON.parse(request.responseText);
    } catch {
      answer = { message: "Máy chủ trả lời không đúng.", remedy: "Hãy tải lại trang và thử lại." };
    }
    if (request.status === 401) {
      location.assign("/dang-nhap");
      return;
    }
    if (request.status >= 400) {
      fail(line, answer.message ?? "Không nhận được tệp.", answer.remedy ?? "Hãy thử lại.");
      return;
    }
    line.name.replaceChildren(element("a", { href: `/van-ban/${answer.id}` }, line.file));
    if (answer.duplicate) line.note.textContent = "Tệp này đã có trong hệ thống; mở văn bản đã có.";
    line.item.dataset.document = answer.id;
    if (answer.final) finish(line, answer);
    else {
      show(line, answer.label, answer.tone, answer.icon, answer.done, answer.total, pages(answer));
      watch(answer.id, (state) => {
        if (state.final) finish(line, state);
        else show(line, state.label, state.tone, state.icon, state.done, state.total, pages(state));
      });
    }
  }

  function finish(line, state) {
    if (state.message) {
      fail(line, state.message, state.remedy, state.label);
      return;
    }
    show(line, state.label, state.tone, state.icon, 1, 1, state.total ? `${state.total} trang` : "");
    line.item.dataset.state = state.state;
    tally.read += 1;
    tell();
  }

  function fail(line, message, remedy, label = "Không nhận được") {
    line.item.dataset.state = "failed";
    line.state.replaceChildren(chip(label, "bad", "error"));
    line.problem.textContent = `${message} ${remedy ?? ""}`.trim();
    line.problem.hidden = false;
    tally.failed += 1;
    tell();
  }

  function tell() {
    const left = tally.all - tally.read - tally.failed;
    const parts = [`${tally.read}/${tally.all} tệp đã đọc xong`];
    if (tally.failed) parts.push(`${tally.failed} tệp lỗi`);
    if (left) parts.push(`còn ${left} tệp`);
    summary.textContent = parts.join(" · ");
    if (!left && tally.read) refreshTotals();
  }
}

// The figures at the top of the page count the new files too.
async function refreshTotals() {
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("#totals");
  if (fresh) document.querySelector("#totals")?.replaceWith(fresh);
}

function pages(state) {
  return state.total ? `${state.done}/${state.total} trang` : "";
}

function makeLine(file) {
  const line = {
    file: file.name,
    name: element("span", { class: "upload-name" }, file.name),
    state: element("div", { class: "upload-state" }, chip("Chờ gửi", "plain", "clock")),
    note: element("span", { class: "small quiet" }),
    problem: element("p", { class: "problem small", role: "alert", hidden: "" }),
  };
  line.item = element("li", { class: "upload" }, element("div", {}, line.name, " ", line.note), line.state, line.problem);
  return line;
}

function show(line, label, tone, symbol, value, total, text) {
  const bar = element("progress", { "aria-label": `Tiến độ của ${line.file}` });
  if (total) {
    bar.max = total;
    bar.value = value;
  } // without a total the bar only shows that something is going on
  line.state.replaceChildren(chip(label, tone, symbol), bar, element("span", { class: "small quiet pages" }, text));
}
