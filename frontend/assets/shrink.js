// A photo drawn anew on the device and smaller, which leaves behind where and when it was taken. The page of one photo needs no more.
const LONGEST_SIDE = 1600;
const QUALITY = 0.85;

// `imageOrientation` turns it as it was held; a browser that does not know it reads it as a picture of the page would be.
export async function read(file) {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    const address = await new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.onerror = reject;
      reader.readAsDataURL(file);
    });
    const image = new Image();
    image.src = address;
    await image.decode();
    return image;
  }
}

export function drawn(picture, longest) {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

export async function shrunk(file) {
  const canvas = drawn(await read(file), LONGEST_SIDE);
  return new Promise((resolve, reject) => { canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/jpeg", QUALITY); });
}
