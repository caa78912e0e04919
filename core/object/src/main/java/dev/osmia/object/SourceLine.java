package dev.osmia.object;

/**
 * A source line that instructions were made from.
 *
 * @param slot the first instruction made from it
 * @param fileOffset offset of the file's name in the string table of the program's BTF
 * @param textOffset offset of the line's text in the string table of the program's BTF
 * @param file the file's name
 * @param text the line itself, as it stands in the file
 * @param line its number, from 1; 0 for code without a line
 * @param column from 1; 0 if unknown
 */
public record SourceLine(int slot, int fileOffset, int textOffset, String file, String text, int line, int column) {}
