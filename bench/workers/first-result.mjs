// Prints how many milliseconds pass from importing the library to its first result.
const data = Float32Array.from({ length: 1024 }, (_, i) => (i * 7) % 13);
const began = performance.now();
const ps = await import('poolscope');
const { output } = ps.maxPool(ps.tensor(data, [1, 16, 16, 4]), { kernelSize: 2 });
const first = output.data[0];
const milliseconds = performance.now() - began;
if (first !== 8) throw new Error(`the first result is ${first}`);
console.log(milliseconds.toFixed(2));
