/**
 * The safetensors format: reading and writing of tensors as float32, one file or a sharded checkpoint.
 *
 * <p>A file is eight bytes with the header's length (unsigned, little-endian), the header, a JSON object in UTF-8 with an
 * entry {@code {"dtype", "shape", "data_offsets"}} per tensor and free text under {@code __metadata__}, and then the
 * tensors' bytes, little-endian, row-major, without gaps. Weights come from strangers: whatever does not fit together is
 * an error that names file and tensor, found before a byte of a tensor is read. F16 and BF16 are converted to float32 when
 * read; other types are listed but not read, except F64, which is rounded.
 */
@NullMarked
package dev.plumbline.models.safetensors;

import org.jspecify.annotations.NullMarked;
