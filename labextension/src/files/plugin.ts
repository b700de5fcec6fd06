// The plugin that opens files of arrays, and folders of Zarr.
import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin,
} from '@jupyterlab/application';
import { IThemeManager, showErrorMessage, WidgetTracker } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import {
  ABCWidgetFactory,
  type DocumentRegistry,
  DocumentWidget,
  TextModelFactory,
} from '@jupyterlab/docregistry';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import type { Contents } from '@jupyterlab/services';
import { ITranslator } from '@jupyterlab/translation';
import { arrayIcon } from '../jupyter/icon.js';
import type { ThemeChanged } from '../jupyter/theme-changed.js';
import type { LiveSettings } from '../ui/settings.js';
import { setLanguage, trans } from '../ui/texts.js';
import { FileWidget } from './file-widget.js';

/** The same in every language, since saved layouts hold it. */
const factoryName = 'NumPy array';
const modelName = 'poolscope-bytes';

const createFileTypes = (): DocumentRegistry.IFileType[] => [
  { ...common, name: 'npy', displayName: trans.__('NumPy array'), extensions: ['.npy'] },
  { ...common, name: 'npz', displayName: trans.__('NumPy arrays'), extensions: ['.npz'] },
  { ...common, name: 'safetensors', displayName: 'safetensors', extensions: ['.safetensors'] },
  {
    ...common,
    name: 'zarr',
    displayName: 'Zarr',
    extensions: [],
    // A folder is opened by the file that describes it.
    pattern: '^(zarr\\.json|\\.zarray|\\.zgroup)$',
  },
];

const common = {
  mimeTypes: [],
  icon: arrayIcon,
  contentType: 'file',
  fileFormat: 'base64',
} as const;

/** A model that loads no content: JupyterLab would fetch the whole file, as base64 in JSON. */
class BytesModelFactory extends TextModelFactory {
  override get name(): string {
    return modelName;
  }

  override get fileFormat(): Contents.FileFormat {
    return null;
  }
}

/** A file's tab; of a folder of Zarr it has the folder's name. */
class FileDocument extends DocumentWidget<FileWidget> {
  override setFragment(fragment: string): void {
    this.content.follow(fragment);
  }
}

class FileFactory extends ABCWidgetFactory<FileDocument> {
  private readonly contents: Contents.IManager;
  private readonly themeChanged: ThemeChanged | undefined;
  private readonly settings: LiveSettings;

  constructor(
    options: DocumentRegistry.IWidgetFactoryOptions<FileDocument>,
    contents: Contents.IManager,
    themeChanged: ThemeChanged | undefined,
    settings: LiveSettings,
  ) {
    super(options);
    this.contents = contents;
    this.themeChanged = themeChanged;
    this.settings = settings;
  }

  protected createNewWidget(context: DocumentRegistry.Context): FileDocument {
    const { contents, themeChanged, settings } = this;
    const content = new FileWidget({ context, contents, themeChanged, settings });
    return new FileDocument({ content, context });
  }
}

/** `schema/plugin.json` adds it to the menu of folders. */
const openFolder = 'poolscope:open-zarr';

/** Opens files of arrays and folders of Zarr as heatmaps, saved views and stored calls in the explorer. */
export const filesPlugin = (settings: LiveSettings): JupyterFrontEndPlugin<void> => ({
  id: '@poolscope/labextension:files',
  description: 'Opens files of arrays as heatmaps, saved views and stored calls in the explorer.',
  autoStart: true,
  optional: [IThemeManager, ILayoutRestorer, ITranslator, IDefaultFileBrowser],
  activate: (
    { commands, docRegistry, serviceManager }: JupyterFrontEnd,
    themes: IThemeManager | null,
    restorer: ILayoutRestorer | null,
    translator: ITranslator | null,
    browser: IDefaultFileBrowser | null,
  ): void => {
    setLanguage(translator);
    const fileTypes = createFileTypes();
    const names = fileTypes.map(({ name }) => name);
    for (const type of fileTypes) docRegistry.addFileType(type);
    docRegistry.addModelFactory(new BytesModelFactory());
    const factory = new FileFactory(
      {
        name: factoryName,
        label: trans.__('NumPy array'),
        modelName,
        fileTypes: names,
        defaultFor: names,
        defaultRendered: names,
        readOnly: true,
      },
      serviceManager.contents,
      themes?.themeChanged,
      settings,
    );
    // With `exactOptionalPropertyTypes` the factory's optional fields don't fit the registry's type.
    docRegistry.addWidgetFactory(factory as DocumentRegistry.WidgetFactory);

    const tracker = new WidgetTracker<FileDocument>({ namespace: 'poolscope-files' });
    factory.widgetCreated.connect((_, widget) => {
      widget.title.icon = arrayIcon;
      widget.context.pathChanged.connect(() => void tracker.save(widget));
      void tracker.add(widget);
    });
    void restorer?.restore(tracker, {
      command: 'docmanager:open',
      args: ({ context }) => ({ path: context.path, factory: factoryName }),
      name: ({ context }) => context.path,
    });
    commands.addCommand(openFolder, {
      label: trans.__('Open as Zarr'),
      caption: trans.__(
        'The arrays of a folder of Zarr as heatmaps, a stored call in the explorer',
      ),
      icon: arrayIcon,
      describedBy: {
        args: {
          type: 'object',
          properties: { path: { type: 'string', description: 'The folder' } },
        },
      },
      execute: async ({ path }) => {
        const { contents } = serviceManager;
        const chosen = browser?.selectedItems().next().value;
        const folder = typeof path === 'string' ? path : (chosen?.path ?? '');
        try {
          const file = await describingFile(contents, folder);
          return await commands.execute('docmanager:open', { path: file, factory: factoryName });
        } catch (error) {
          return showErrorMessage(
            trans.__('The folder can’t be opened'),
            error instanceof Error ? error : String(error),
          );
        }
      },
    });
  },
});

/**
 * The file that describes a folder of Zarr.
 * @throws Error, one line, where the server has none
 */
async function describingFile(contents: Contents.IManager, folder: string): Promise<string> {
  for (const name of ['zarr.json', '.zarray', '.zgroup']) {
    const path = PathExt.join(folder, name);
    try {
      await contents.get(path, { content: false });
      return path;
    } catch {
      // The next may be there.
    }
  }
  throw new Error(
    trans.__(
      'It has no zarr.json. Zarr of version 2 keeps its description in hidden files, which this server may not send (ContentsManager.allow_hidden).',
    ),
  );
}
