// Small helpers that several modules share.

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

export function svgElement(name, attributes = {}) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

export function icon(name) {
  const made = svgElement("svg", { class: "icon", "aria-hidden": "true" });
  made.append(svgElement("use", { href: `/static/icons.svg#${name}` }));
  return made;
}

export function chip(label, tone, symbol) {
  return element("span", { class: `chip ${tone}` }, icon(symbol), label);
}

// Calls `action` once, `wait` milliseconds after the last call.
export function settle(action, wait) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), wait);
  };
}

// Sends a request; throws an Error whose message a person can read.
export async function send(address, options = {}) {
  let response;
  try {
    response = await fetch(address, { credentials: "same-origin", ...options });
  } catch {
    throw new Error("Không liên lạc được với máy chủ. Hãy kiểm tra mạng nội bộ rồi thử lại.");
  }
  if (response.redirected && new URL(response.url).pathname === "/dang-nhap") {
    location.assign(`/dang-nhap?next=${encodeURIComponent(location.pathname + location.search)}`);
    throw new Error("Phiên làm việc đã hết. Xin đăng nhập lại.");
  }
  return response;
}
