// The diagram as a picture: SVG as the canvas draws it, PNG from that.
import { handOver } from "./dom.js";

const SHARP = 2;

export const svgOf = async (modeler) => (await modeler.saveSVG()).svg;

export const takeSvg = async (modeler, name) => handOver(await svgOf(modeler), `${name}.svg`, "image/svg+xml");

export const pngOf = async (modeler) => {
  const svg = await svgOf(modeler);
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = picture.naturalWidth * SHARP;
  canvas.height = picture.naturalHeight * SHARP;
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#fff";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, refuse) => canvas.toBlob((blob) => (blob ? resolve(blob) : refuse(new Error("too large"))), "image/png"));
};

export const takePng = async (modeler, name) => handOver(await pngOf(modeler), `${name}.png`);
