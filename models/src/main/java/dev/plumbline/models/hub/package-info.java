/**
 * Files of data sets and models from the Hugging Face hub, or from a mirror of it, into the cache that
 * {@code huggingface_hub} uses; the layout is described in {@code tasks.hub}.
 *
 * <p>{@link dev.plumbline.models.hub.Hub} opens a repository at a commit, {@link dev.plumbline.models.hub.HubSnapshot}
 * fetches files of it. What arrives is checked by size and hash before anyone sees it. Every request goes to
 * {@code HF_ENDPOINT}; other hosts are asked only where it redirects to them, and never with the token. Whoever must not
 * use the network makes no {@code Hub}. Which files a task needs is decided in {@code tasks.data}.
 */
package dev.plumbline.models.hub;
