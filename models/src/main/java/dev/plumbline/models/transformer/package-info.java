/**
 * Qwen2, BERT, RoBERTa and XLM-RoBERTa computed natively on libtorch, and what else can be known of them without it:
 * configuration and parameters.
 *
 * <p>{@link dev.plumbline.models.transformer.TransformerNetwork} encodes. Under it, a {@link
 * dev.plumbline.models.transformer.Transformer} is code without values: pure functions of {@link
 * dev.plumbline.models.transformer.Parameters} and a {@link dev.plumbline.models.transformer.TokenBatch}. To train, load the
 * parameters, let the arrays require gradients ({@code array.setRequiresGradient(true)}), and within a gradient collector
 * call {@code forward(parameters, batch, true)}; the optimiser changes the same arrays in place. {@code embed}, {@code
 * layer} and {@code finish} are its steps, for recomputing a layer instead of keeping it. Each closes the arrays it makes
 * except its result, so a sub-manager for the batch, or an {@code NDScope} around a step, is all that is needed for memory
 * to stay flat. {@link dev.plumbline.models.transformer.Dropout} is compiled in for training alone; its masks come from
 * libtorch's generator, so whoever computes a step again sets the generator before it as it was.
 */
package dev.plumbline.models.transformer;
